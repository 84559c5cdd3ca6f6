import { maxFileBytes, maxFiles } from '@throughline/flow/file-limits';
import { h, icon, iconButton } from './dom.ts';
import { fileSize } from './file-size.ts';
import type { Texts } from './texts.ts';
import type { Upload } from './uploads.ts';

type Row = { element: HTMLLIElement; update(upload: Upload): void };

/** The files of the next message, above the field: how far they are, what went wrong, and a way to take them back. */
export function createUploadsView(
  texts: Texts,
  locale: string,
  actions: { remove(id: string): void; retry(id: string): void },
) {
  const list = h('ul', { class: 'uploads', 'aria-label': texts.attached, hidden: true });
  const announcer = h('p', { class: 'unseen', role: 'status' });
  const rows = new Map<string, Row>();
  const told = new Map<string, string>();

  return {
    elements: [list, announcer] as const,
    render(uploads: Upload[]): void {
      list.hidden = uploads.length === 0;
      for (const upload of uploads) {
        const row = rows.get(upload.id) ?? add(upload);
        row.update(upload);
        announce(upload);
      }
      for (const [id, { element }] of rows) {
        if (uploads.some((upload) => upload.id === id)) continue;
        element.remove();
        rows.delete(id);
        told.delete(id);
      }
    },
  };

  function add(upload: Upload): Row {
    const row = createRow(upload);
    rows.set(upload.id, row);
    list.append(row.element);
    row.element.scrollIntoView({ block: 'nearest' });
    return row;
  }

  function createRow({ id, file }: Upload): Row {
    const meta = h('span', { class: 'meta' });
    const bar = h('progress', { max: 1, 'aria-label': texts.uploading(file.name) });
    const again = h(
      'button',
      { type: 'button', class: 'link', onclick: () => actions.retry(id) },
      texts.retry,
    );
    const remove = iconButton('close', texts.removeFile(file.name), () => actions.remove(id));
    const name = h('span', { class: 'name', title: file.name }, file.name);
    const element = h(
      'li',
      { class: 'upload' },
      icon(file.type.startsWith('image/') ? 'picture' : 'page'),
      h('span', { class: 'about' }, name, meta, bar),
      again,
      remove,
    );
    return {
      element,
      update(upload) {
        element.dataset['state'] = upload.state;
        bar.hidden = upload.state !== 'sending';
        bar.value = upload.progress;
        again.hidden = upload.problem !== 'connection';
        const text = problemText(upload) ?? fileSize(file.size, locale);
        if (meta.textContent !== text) meta.textContent = text;
      },
    };
  }

  function problemText({ problem, reason }: Upload): string | undefined {
    if (problem === undefined) return undefined;
    if (problem === 'refused' && reason) return reason;
    return {
      'too-large': texts.fileTooLarge(fileSize(maxFileBytes, locale)),
      empty: texts.fileEmpty,
      type: texts.fileType,
      'too-many': texts.tooManyFiles(maxFiles),
      connection: texts.uploadFailed,
      refused: texts.uploadFailed,
    }[problem];
  }

  /** Once for each turn a file takes, not for each per cent. */
  function announce(upload: Upload): void {
    const { id, file, state } = upload;
    if (told.get(id) === state) return;
    told.set(id, state);
    const outcome = { sending: texts.uploading(file.name), ready: texts.attachedOne(file.name), failed: '' };
    announcer.textContent = state === 'failed' ? `${file.name}: ${problemText(upload)}` : outcome[state];
  }
}
