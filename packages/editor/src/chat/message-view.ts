import { h, icon } from './dom.ts';
import { filesView } from './files-view.ts';
import type { ChatChoice, ChatSource } from './protocol.ts';
import { richTextView } from './rich-text-view.ts';
import type { Texts } from './texts.ts';
import type { Entry } from './transcript.ts';

export type MessageActions = {
  choose(choice: ChatChoice): void;
  openSource(source: ChatSource, opener: HTMLElement): void;
  retry(id: string): void;
  discard(id: string): void;
  loadFile(id: string): Promise<Blob>;
};

export type MessageView = {
  element: HTMLLIElement;
  /** `joined`: the message before is by the same author. `choosing`: its choices can be pressed. `newest`: its delivery is shown. */
  update(entry: Entry, shown: { joined: boolean; choosing: boolean; newest: boolean; locale: string }): void;
};

/** One message. Made once; later only what can change is changed, so that focus and reading position stay. */
export function createMessageView(
  first: Entry,
  texts: Texts,
  locale: string,
  actions: MessageActions,
): MessageView {
  const author = h('span', { class: 'author' }, speakerName(first, texts));
  const time = h('time', { class: 'time' });
  const delivery = h('span', { class: 'delivery' });
  const buttons = h(
    'span',
    { class: 'mend' },
    h('button', { type: 'button', class: 'link', onclick: () => actions.retry(id) }, texts.retry),
    h('button', { type: 'button', class: 'link', onclick: () => actions.discard(id) }, texts.remove),
  );
  const choices = h('div', { class: 'choices', role: 'group', 'aria-label': first.text.slice(0, 200) });
  for (const choice of first.choices ?? []) {
    choices.append(
      h('button', { type: 'button', class: 'choice', onclick: () => actions.choose(choice) }, choice.label),
    );
  }
  const bubble = h(
    'div',
    { class: 'bubble' },
    first.text !== '' && richTextView(first.text),
    filesView(first.attachments, texts, locale, actions.loadFile),
    sourcesView(first, texts, actions),
  );
  const foot = h('div', { class: 'foot' }, delivery, time, buttons);
  const element = h('li', { class: `message from-${first.from}` }, author, bubble, foot, choices);
  let id = first.id;

  return {
    element,
    update(entry, { joined, choosing, newest, locale }) {
      id = entry.id;
      element.classList.toggle('joined', joined);
      const date = new Date(entry.at);
      time.dateTime = date.toISOString();
      time.title = date.toLocaleString(locale);
      setText(time, date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' }));
      choices.hidden = !choosing;
      buttons.hidden = entry.delivery !== 'failed';
      element.dataset['delivery'] = entry.delivery;
      const unsettled = entry.delivery === 'failed' || entry.delivery === 'waiting';
      const told = entry.from === 'customer' && (newest || unsettled);
      const reason = entry.delivery === 'failed' && entry.refused ? `: ${entry.refused}` : '';
      setText(delivery, told ? texts.delivery[entry.delivery] + reason : '');
    },
  };
}

export function speakerName(entry: { from: Entry['from']; author?: string }, texts: Texts): string {
  if (entry.from === 'customer') return texts.you;
  return entry.author ?? (entry.from === 'agent' ? texts.agent : texts.bot);
}

function sourcesView(
  { sources = [] }: Entry,
  texts: Texts,
  actions: MessageActions,
): HTMLElement | undefined {
  if (sources.length === 0) return undefined;
  const items = sources.map((source) => {
    const button = h(
      'button',
      { type: 'button', class: 'source', onclick: () => actions.openSource(source, button) },
      icon('page'),
      h('span', {}, source.title),
    );
    return h('li', {}, button);
  });
  return h('div', { class: 'sources' }, h('span', { class: 'label' }, texts.sources), h('ul', {}, ...items));
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
