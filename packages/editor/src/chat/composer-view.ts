import { h, icon } from './dom.ts';
import type { Texts } from './texts.ts';

const maxCharacters = 8_000;

/** Where the visitor writes. Enter sends, Shift+Enter is a new line; a key that ends an input method's word does neither. */
export function createComposer(
  texts: Texts,
  actions: { send(text: string): void; typing(on: boolean): void },
) {
  const input = h('textarea', {
    rows: 1,
    placeholder: texts.placeholder,
    'aria-label': texts.placeholder,
    enterkeyhint: 'send',
    autocomplete: 'off',
    oninput: onInput,
    onkeydown: onKeydown,
  });
  const button = h(
    'button',
    { type: 'submit', class: 'send', 'aria-label': texts.send, title: texts.send },
    icon('send'),
  );
  const hint = h('p', { class: 'hint', id: 'hint', role: 'status', hidden: true });
  const form = h('form', { class: 'composer', onsubmit: onSubmit }, input, button);
  input.setAttribute('aria-describedby', 'hint');
  onInput();

  return { element: form, hint, clear, focus: () => input.focus({ preventScroll: true }) };

  function onInput(): void {
    const { length } = input.value;
    const over = length - maxCharacters;
    hint.hidden = over <= 0;
    hint.textContent = over > 0 ? texts.tooLong(over) : '';
    button.setAttribute('aria-disabled', String(over > 0 || input.value.trim() === ''));
    input.style.height = '';
    if (input.value !== '') input.style.height = `${Math.min(input.scrollHeight, 132)}px`;
    actions.typing(input.value.trim() !== '');
  }

  function clear(): void {
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

  function submit(): void {
    const text = input.value.trim();
    if (text === '' || text.length > maxCharacters) return;
    clear();
    actions.send(text);
    input.focus({ preventScroll: true });
  }
}
