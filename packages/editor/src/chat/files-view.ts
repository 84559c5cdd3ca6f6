import { maxPreviewBytes, rasterTypes } from '@throughline/flow/file-limits';
import { h, icon } from './dom.ts';
import { fileSize } from './file-size.ts';
import type { ChatFile } from './protocol.ts';
import type { Texts } from './texts.ts';
import { whenNear } from './when-near.ts';

/** The files of a message: pictures to be seen, all of them to be saved. Undefined without any. */
export function filesView(
  files: ChatFile[] | undefined,
  texts: Texts,
  locale: string,
  load: (id: string) => Promise<Blob>,
): HTMLElement | undefined {
  if (!files || files.length === 0) return undefined;
  const items = files.map((file) => h('li', {}, fileView(file, texts, locale, load)));
  return h('ul', { class: 'files', 'aria-label': texts.attached }, ...items);
}

function fileView(file: ChatFile, texts: Texts, locale: string, load: (id: string) => Promise<Blob>) {
  const { id, name, bytes, mediaType } = file;
  const isPicture = rasterTypes.includes(mediaType);
  const about = h('span', { class: 'meta' }, fileSize(bytes, locale));
  const label = `${texts.download(name)}, ${fileSize(bytes, locale)}`;
  const button = h(
    'button',
    { type: 'button', class: 'file', title: label, onclick: () => void save() },
    icon(isPicture ? 'picture' : 'page'),
    h('span', { class: 'about' }, h('span', { class: 'name' }, name), about),
  );
  if (isPicture && bytes <= maxPreviewBytes) {
    // From the start, so that the list does not jump when the picture comes.
    button.classList.add('picture');
    whenNear(button, () => void preview());
  }
  return button;

  /** The row stays until the picture is there, and for good where it cannot be shown. */
  async function preview(): Promise<void> {
    try {
      const url = URL.createObjectURL(await load(id));
      const image = h('img', { src: url, alt: label });
      await image.decode().finally(() => URL.revokeObjectURL(url));
      button.replaceChildren(image);
    } catch {
      button.classList.remove('picture');
    }
  }

  async function save(): Promise<void> {
    button.setAttribute('aria-busy', 'true');
    try {
      const url = URL.createObjectURL(await load(id));
      h('a', { href: url, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch {
      about.textContent = texts.fileFailed;
      about.setAttribute('role', 'status');
    } finally {
      button.removeAttribute('aria-busy');
    }
  }
}
