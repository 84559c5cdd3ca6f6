import { FileText, FolderOpen } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import { Segments } from '../ui/segments.tsx';
import { tellRefused } from '../ui/toast.tsx';
import { droppedEntries, filesBelow } from './dropped-files.ts';
import styles from './import-page.module.css';
import { chosenIn, takenEndings, type Chosen } from './read-chosen.ts';

type ChoiceProps = {
  error: unknown;
  onFiles: (chosen: Chosen[] | Promise<Chosen[]>) => void;
  onPages: (addresses: string[], language: string) => void;
};

/** Where the articles come from. */
export function ImportChoice({ error, onFiles, onPages }: ChoiceProps) {
  const [from, setFrom] = useState<'files' | 'pages'>('files');
  return (
    <>
      <Segments
        label="Import from"
        value={from}
        options={[
          { value: 'files', label: 'Files or a folder' },
          { value: 'pages', label: 'Web pages' },
        ]}
        onChange={setFrom}
      />
      {error !== undefined && (
        <p className={styles['failed']} role="alert">
          Not read.{' '}
          {error instanceof ApiError ? `${error.title}. ${error.message}` : 'Something unexpected happened.'}{' '}
          Nothing was written; try it again.
        </p>
      )}
      {from === 'files' ? <FromFiles onFiles={onFiles} /> : <FromPages onPages={onPages} />}
    </>
  );
}

function FromFiles({ onFiles }: Pick<ChoiceProps, 'onFiles'>) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const tellEmpty = () => tellRefused('There are no files in it.');
  const take = (chosen: Chosen[]) => (chosen.length > 0 ? onFiles(chosen) : tellEmpty());

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const entries = droppedEntries(event.dataTransfer.items);
    if (entries.length > 0) onFiles(filesBelow(entries));
    else tellEmpty();
  }

  return (
    <div
      className={styles['drop']}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <p>Drop files or a folder here, or</p>
      <div className={styles['actions']}>
        <Button icon={<FileText />} onClick={() => files.current?.click()}>
          Choose files
        </Button>
        <Button icon={<FolderOpen />} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </div>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={takenEndings.join(',')}
        aria-label="Files to import"
        onChange={(event) => take(chosenIn(event.target.files))}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: '' }}
        aria-label="Folder to import"
        onChange={(event) => take(chosenIn(event.target.files))}
      />
      <p className={styles['quiet']}>
        {takenEndings.join(', ')}; each at most 1 MB. A file’s name is the article’s id, its first heading the
        title, unless the file says otherwise. Nothing is written before you have seen what would change.
      </p>
    </div>
  );
}

function FromPages({ onPages }: { onPages: (addresses: string[], language: string) => void }) {
  const [text, setText] = useState('');
  const [language, setLanguage] = useState('en');
  const addresses = text
    // One a line; several on one line where each is an address.
    .split(/\n|\s+(?=https?:)/)
    .map((one) => one.trim())
    .filter(Boolean);
  const wrong = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language)
    ? undefined
    : 'Use a language tag such as en or pt-BR.';
  return (
    <form
      className={styles['pages']}
      onSubmit={(event) => {
        event.preventDefault();
        if (addresses.length > 0 && !wrong) onPages(addresses, language);
      }}
    >
      <TextArea
        label="Addresses"
        rows={6}
        value={text}
        spellCheck={false}
        placeholder="https://help.example.com/sitemap.xml"
        hint="One a line: pages, or a sitemap.xml that names them. The server reads them; private addresses are refused, and robots.txt is respected. At most 500 pages in one go."
        error={addresses.length > 500 ? 'At most 500 addresses in one go.' : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <TextField
        label="Language"
        value={language}
        error={wrong}
        maxLength={20}
        hint="Of pages that do not say which theirs is."
        onChange={(event) => setLanguage(event.target.value)}
      />
      <div>
        <Button
          look="primary"
          type="submit"
          disabled={addresses.length === 0 || addresses.length > 500 || wrong !== undefined}
        >
          Read the pages
        </Button>
      </div>
    </form>
  );
}
