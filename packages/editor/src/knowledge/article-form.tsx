import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { languageName } from '../ui/language-name.ts';
import type { Faults, Typed } from './article-fields.ts';
import styles from './article-page.module.css';

type FormProps = {
  typed: Typed;
  faults: Faults;
  /** A new article: its id can be chosen. */
  isNew: boolean;
  languages: readonly string[];
  onType: (change: Partial<Typed>) => void;
};

export function ArticleForm({ typed, faults, isNew, languages, onType }: FormProps) {
  return (
    <div className={styles['form']}>
      <TextField
        label="Title"
        value={typed.title}
        error={faults.title}
        maxLength={200}
        hint="What it is about, in the words of customers. It is offered to them to choose from."
        onChange={(event) => onType({ title: event.target.value })}
      />
      {isNew && (
        <TextField
          label="Id"
          value={typed.id}
          error={faults.id}
          maxLength={100}
          spellCheck={false}
          hint="Stays the same for good; links and imports name the article by it."
          onChange={(event) => onType({ id: event.target.value })}
        />
      )}
      <TextArea
        label="Text"
        rows={16}
        value={typed.body}
        error={faults.body}
        spellCheck
        lang={typed.language}
        hint={
          <>
            One sentence, one fact, that can stand alone. <code>{'{{ policy.name }}'}</code> is filled in with
            the live value of a policy.
          </>
        }
        onChange={(event) => onType({ body: event.target.value })}
      />
      <TextArea
        label="Questions"
        rows={5}
        value={typed.questions}
        error={faults.questions}
        lang={typed.language}
        hint="One a line, as customers ask: plainly, and as situations. They matter most for being found."
        onChange={(event) => onType({ questions: event.target.value })}
      />
      <div className={styles['row']}>
        <TextField
          label="Tags"
          value={typed.tags}
          error={faults.tags}
          hint="With commas between."
          onChange={(event) => onType({ tags: event.target.value })}
        />
        <TextField
          label="Language"
          value={typed.language}
          error={faults.language}
          list="article-languages"
          spellCheck={false}
          maxLength={20}
          hint="Such as en or pt-BR."
          onChange={(event) => onType({ language: event.target.value })}
        />
        <datalist id="article-languages">
          {languages.map((language) => (
            <option key={language} value={language}>
              {languageName(language)}
            </option>
          ))}
        </datalist>
        <SelectField
          label="Format"
          value={typed.format}
          hint="How the text is written."
          onChange={(event) => onType({ format: event.target.value as Typed['format'] })}
        >
          <option value="markdown">Markdown</option>
          <option value="text">Plain text</option>
          <option value="html">HTML</option>
        </SelectField>
      </div>
    </div>
  );
}
