import { recordOf } from './at-path.ts';
import { chooseVariant, variantOf, type Aside } from './choose-variant.ts';
import { FieldFrame, IssueLines, useControl, type FieldProps } from './field-frame.tsx';
import { useForm, useIssuesAt } from './form-context.tsx';
import type { Shape, Variant } from './form-field.ts';
import { optionTitle } from './form-fields.ts';
import type { FieldsComponent } from './group-field.tsx';
import { useWhileOwn } from './use-while-own.ts';
import styles from './form.module.css';

type Props = FieldProps & {
  shape: Extract<Shape, { kind: 'variants' }>;
  renderFields: FieldsComponent;
};

/** One of several groups of fields. */
export function VariantsField(props: Props) {
  const { field, path } = props;
  return (
    <fieldset className={styles['group']} data-path={JSON.stringify(path)}>
      <legend>{field.title}</legend>
      {field.help && <p className={styles['help']}>{field.help}</p>}
      <IssueLines issues={useIssuesAt(path)} />
      <VariantFields {...props} />
    </fieldset>
  );
}

/** The choice, and the fields of what is chosen. */
export function VariantFields({ field, shape, path, value, onChange, renderFields: Fields }: Props) {
  const place = [...path, shape.by];
  const { settle } = useForm();
  const [kept, hold] = useWhileOwn(value, onChange, nothing);
  const held = value ?? field.standard;
  const chosen = variantOf(shape, held);
  const help = chosen?.help ?? shape.help;
  const { control, issues } = useControl(place, help);
  const { standard, required } = field;
  const by = {
    ...{ key: shape.by, title: shape.title, required, shape },
    ...(help !== undefined && { help }),
    ...(standard !== undefined && { standard }),
  };
  const choose = (to: Variant | undefined) => {
    settle();
    const next = chooseVariant(shape, { value: held, aside: kept.aside, to });
    hold(next.value, { aside: next.aside, left: leftText(next.left, chosen) });
  };
  return (
    <>
      <FieldFrame
        {...{ field: by, path: place, value, id: control.id, issues }}
        onChange={() => hold(undefined, nothing)}
      >
        <select
          {...control}
          className={styles['control']}
          value={chosen ? shape.variants.indexOf(chosen) : ''}
          onChange={({ target }) =>
            choose(target.value === '' ? undefined : shape.variants[Number(target.value)])
          }
        >
          {(!chosen || (!required && standard === undefined)) && (
            <option value="">{notChosen(recordOf(held)[shape.by])}</option>
          )}
          {shape.variants.map((variant, index) => (
            <option key={index} value={index}>
              {titleOf(variant)}
            </option>
          ))}
        </select>
        <p className={styles['help']} role="status">
          {kept.left}
        </p>
      </FieldFrame>
      {chosen && (
        <Fields fields={chosen.fields} path={path} value={held} onChange={(next) => hold(next, kept)} />
      )}
    </>
  );
}

type Kept = { aside: Aside; left: string };

const nothing: Kept = { aside: new Map(), left: '' };

/** Told with what is to be done about it: what another variant has no field for is not gone. */
function leftText(titles: string[], from: Variant | undefined): string {
  if (titles.length === 0) return '';
  const back = from ? `choose “${titleOf(from)}” again` : 'undo it';
  return `Left out: ${titles.join(', ')}. To have it back, ${back}.`;
}

function titleOf({ title, is }: Variant): string {
  return title ?? optionTitle(is);
}

function notChosen(held: unknown): string {
  return held === undefined ? 'Not set' : JSON.stringify(held);
}
