import { fileTypes } from '@throughline/flow/file-limits';
import { h, icon, iconButton } from './dom.ts';
import type { Said } from './outbox.ts';
import { createSendWhenThere } from './send-when-there.ts';
import { dateLocale, type Texts } from './texts.ts';
import { createUploadsView } from './uploads-view.ts';
import { createUploads, type SendFile } from './uploads.ts';

const maxCharacters = 8_000;
const accept = Object.keys(fileTypes)
  .map((extension) => `.${extension}`)
  .join(',');

/**
 * Where the visitor writes. Enter sends, Shift+Enter is a new line; a key that ends an input method's word does neither. Files
 * are chosen, pasted, or dropped anywhere on the panel, and go up at once; the message waits for them.
 */
export function createComposer(
  texts: Texts,
  language: string,
  actions: { send(said: Said): void; typing(on: boolean): void; upload: SendFile },
) {
  const later = createSendWhenThere(submit);
  const input = h('textarea', {
    rows: 1,
    placeholder: texts.placeholder,
    'aria-label': texts.placeholder,
    enterkeyhint: 'send',
    autocomplete: 'off',
    oninput: onInput,
    onkeydown: onKeydown,
    onpaste: onPaste,
  });
  const chooser = h('input', { type: 'file', multiple: true, accept, hidden: true, onchange: onChosen });
  const attach = iconButton('clip', texts.attach, () => chooser.click());
  const button = h(
    'button',
    { type: 'submit', class: 'send', 'aria-label': texts.send, title: texts.send },
    icon('send'),
  );
  const hint = h('p', { class: 'hint', id: 'hint', role: 'status', hidden: true });
  const uploads = createUploads(actions.upload, (all) => {
    view.render(all);
    later.check(input.value, all);
    refresh();
  });
  const view = createUploadsView(texts, dateLocale(language, navigator.languages), {
    retry: uploads.retry,
    remove(id) {
      later.forget();
      uploads.remove(id);
      focus();
    },
  });
  const row = h('div', { class: 'writing' }, attach, chooser, input, button);
  const form = h('form', { class: 'composer', onsubmit: onSubmit }, ...view.elements, row);
  input.setAttribute('aria-describedby', 'hint');
  onInput();

  return {
    elements: [hint, form] as const,
    /** Listeners of the element that files may be dropped on. */
    drop: { ondragover: onDragOver, ondragleave: onDragLeave, ondrop: onDrop },
    clear,
    focus,
    /** What could not be sent is in the field again, unless something else was begun. */
    restore(text: string): void {
      if (input.value === '') input.value = text;
      onInput();
    },
  };

  function focus(): void {
    input.focus({ preventScroll: true });
  }

  function onInput(): void {
    later.forget();
    refresh();
    input.style.height = '';
    if (input.value !== '') input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
    actions.typing(input.value.trim() !== '');
  }

  function refresh(): void {
    const over = input.value.length - maxCharacters;
    const told = over > 0 ? texts.tooLong(over) : later.isAwaited() ? texts.filesComing : undefined;
    hint.hidden = told === undefined;
    hint.textContent = told ?? '';
    const isEmpty = input.value.trim() === '' && !uploads.hasReady();
    button.setAttribute('aria-disabled', String(over > 0 || uploads.isBusy() || isEmpty));
  }

  function clear(): void {
    uploads.clear();
    input.value = '';
    onInput();
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  }

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    submit();
  }

  function onChosen(): void {
    uploads.add([...(chooser.files ?? [])]);
    chooser.value = '';
    focus();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    // Cells of a table come as a picture too: who copies text means the text.
    if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
    event.preventDefault();
    uploads.add(files);
  }

  function onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    form.classList.add('dropping');
  }

  function onDragLeave(): void {
    form.classList.remove('dropping');
  }

  function onDrop(event: DragEvent): void {
    form.classList.remove('dropping');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    uploads.add(files);
    focus();
  }

  function submit(): void {
    const text = input.value.trim();
    if (text.length > maxCharacters) return;
    if (uploads.isBusy()) {
      later.wait(input.value);
      return refresh();
    }
    if (text === '' && !uploads.hasReady()) return;
    const attachments = uploads.take();
    input.value = '';
    onInput();
    actions.send({ text, ...(attachments.length > 0 ? { attachments } : {}) });
    focus();
  }
}
