import { h, icon } from './dom.ts';
import type { Texts } from './texts.ts';

/** The round button that opens the chat, with the number of new messages. */
export function createLauncher(texts: Texts, onPress: () => void) {
  const badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  const element = h(
    'button',
    { type: 'button', class: 'launcher', 'aria-haspopup': 'dialog', onclick: onPress },
    h('span', { class: 'face closed' }, icon('chat')),
    h('span', { class: 'face open' }, icon('down')),
    badge,
  );
  let opened = false;
  let count = 0;
  describe();

  return {
    element,
    focus: () => element.focus({ preventScroll: true }),
    setOpened(value: boolean): void {
      opened = value;
      describe();
    },
    setUnread(value: number): void {
      if (count === value) return;
      count = value;
      describe();
    },
  };

  function describe(): void {
    const fresh = !opened && count > 0;
    element.setAttribute('aria-expanded', String(opened));
    const label = opened ? texts.close : texts.open;
    element.setAttribute('aria-label', fresh ? `${label}, ${texts.unread(count)}` : label);
    badge.hidden = !fresh;
    badge.textContent = count > 9 ? '9+' : String(count);
  }
}
