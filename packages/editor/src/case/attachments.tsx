import { maxPreviewBytes, rasterTypes } from '@throughline/flow/file-limits';
import { CircleSlash, Download, File, FileText, Film, Image, LoaderCircle, Music } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api/client.ts';
import type { StaffAttachment } from '../api/message.ts';
import { fileSize } from '../chat/file-size.ts';
import { Dialog } from '../ui/dialog.tsx';
import styles from './attachments.module.css';

/** The files of a message: pictures to be seen, all of them to be saved. */
export function Attachments({ files }: { files: StaffAttachment[] }) {
  return (
    <ul className={styles['files']} aria-label="Attached files">
      {files.map((file) => (
        <li key={file.id}>
          <Attachment file={file} />
        </li>
      ))}
    </ul>
  );
}

function Attachment({ file }: { file: StaffAttachment }) {
  const { id, name, mediaType, bytes, state } = file;
  const [broken, setBroken] = useState(false);
  if (state !== 'kept') {
    return (
      <div className={styles['file']} data-state={state}>
        {state === 'coming' ? <LoaderCircle aria-hidden="true" /> : <CircleSlash aria-hidden="true" />}
        <About
          name={name}
          facts={state === 'coming' ? 'On its way from the provider' : 'The provider did not give it'}
        />
      </div>
    );
  }
  const facts = `${typeName(file)} · ${fileSize(bytes)}`;
  if (rasterTypes.includes(mediaType) && bytes <= maxPreviewBytes && !broken)
    return <Picture id={id} name={name} facts={facts} onBroken={() => setBroken(true)} />;
  return (
    <a href={api.fileUrl(id)} download={name} className={styles['file']} title={`Download ${name}`}>
      <KindIcon mediaType={mediaType} />
      <About name={name} facts={facts} />
    </a>
  );
}

/** A thumbnail that opens the picture as a whole. */
function Picture({
  id,
  name,
  facts,
  onBroken,
}: {
  id: string;
  name: string;
  facts: string;
  onBroken: () => void;
}) {
  const [open, setOpen] = useState(false);
  const url = api.fileUrl(id);
  return (
    <>
      <button
        type="button"
        className={styles['picture']}
        title={`Look at ${name}`}
        onClick={() => setOpen(true)}
      >
        <img src={url} alt="" loading="lazy" decoding="async" onError={onBroken} />
        <About name={name} facts={facts} />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={name} wide>
        <img src={url} alt={name} className={styles['whole']} />
        <footer className={styles['foot']}>
          <span className={styles['facts']}>{facts}</span>
          <a href={url} download={name} className={styles['save']}>
            <Download aria-hidden="true" />
            Download
          </a>
        </footer>
      </Dialog>
    </>
  );
}

function About({ name, facts }: { name: string; facts: string }) {
  return (
    <span className={styles['about']}>
      <span className={styles['name']}>{name}</span>
      <span className={styles['facts']}>{facts}</span>
    </span>
  );
}

/** `PDF` says more than `application/pdf`. */
function typeName({ name, mediaType }: StaffAttachment): string {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1];
  return (ending ?? mediaType.split('/')[1] ?? mediaType).toUpperCase();
}

function KindIcon({ mediaType }: { mediaType: string }) {
  const [kind] = mediaType.split('/');
  if (kind === 'image') return <Image aria-hidden="true" />;
  if (kind === 'audio') return <Music aria-hidden="true" />;
  if (kind === 'video') return <Film aria-hidden="true" />;
  if (kind === 'text' || mediaType === 'application/pdf') return <FileText aria-hidden="true" />;
  return <File aria-hidden="true" />;
}
