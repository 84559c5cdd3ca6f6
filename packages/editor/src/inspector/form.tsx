import { CodeSetting } from './code-setting.tsx';
import type { FieldProps } from './field-frame.tsx';
import type { FormField } from './form-field.ts';
import { fieldsFor } from './form-fields.ts';
import { GroupField } from './group-field.tsx';
import { JsonField } from './json-field.tsx';
import { ListField } from './list-field.tsx';
import { RecordField } from './record-field.tsx';
import {
  BooleanField,
  ChoiceField,
  ChoicesField,
  NodeField,
  NumberField,
  TextField,
} from './simple-fields.tsx';
import { EitherField } from './either-field.tsx';
import { TextsField } from './texts-field.tsx';
import { VariantsField } from './variants-field.tsx';
import { withField, recordOf, type Path } from './at-path.ts';

/** The fields of an object, each with its own control. */
export function Fields(props: {
  fields: FormField[];
  path: Path;
  value: unknown;
  /** Gets the object with one field changed, and which. */
  onChange: (value: { [key: string]: unknown }, field: FormField) => void;
}) {
  const { fields, path, value, onChange } = props;
  return fieldsFor(fields, recordOf(value)).map((field, index, shown) => (
    <Field
      key={field.key}
      original={field.key === 'translations' ? originalOf(shown[index - 1], value) : undefined}
      field={field}
      path={[...path, field.key]}
      value={recordOf(value)[field.key]}
      onChange={(next) => onChange(withField(value, field.key, next), field)}
    />
  ));
}

/** Translations stand below what they are of. */
function originalOf(field: FormField | undefined, value: unknown): FieldProps['original'] {
  const text = field && recordOf(value)[field.key];
  return field && typeof text === 'string' ? { title: field.title, text } : undefined;
}

/** The control that fits a field's kind. */
export function Field(props: FieldProps) {
  const { shape } = props.field;
  switch (shape.kind) {
    case 'text':
    case 'duration':
    case 'queue':
    case 'credential':
      return <TextField {...props} />;
    case 'long-text':
      return <TextField {...props} long />;
    case 'expression':
    case 'template':
      return <CodeSetting {...props} kind={shape.kind} />;
    case 'node':
      return <NodeField {...props} puttingOut={shape.puttingOut} />;
    case 'number':
      return <NumberField {...props} shape={shape} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'choice':
      return <ChoiceField {...props} shape={shape} />;
    case 'choices':
      return <ChoicesField {...props} shape={shape} />;
    case 'texts':
      return <TextsField {...props} shape={shape} />;
    case 'list':
      return (
        <ListField
          {...props}
          shape={shape}
          renderItem={(item) => <Field {...item} />}
          renderFields={Fields}
        />
      );
    case 'group':
      return <GroupField {...props} shape={shape} renderFields={Fields} />;
    case 'record':
      return <RecordField {...props} shape={shape} renderItem={(item) => <Field {...item} />} />;
    case 'variants':
      return <VariantsField {...props} shape={shape} renderFields={Fields} />;
    case 'either':
      return <EitherField {...props} shape={shape} renderItem={(item) => <Field {...item} />} />;
    case 'json':
      return <JsonField {...props} />;
  }
}
