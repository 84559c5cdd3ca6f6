import { createComposer } from '../chat/composer-view.ts';
import { h, icon, show } from '../chat/dom.ts';
import { filesView } from '../chat/files-view.ts';
import type { Said } from '../chat/outbox.ts';
import { richTextView } from '../chat/rich-text-view.ts';
import type { Texts } from '../chat/texts.ts';
import { statusMark } from './case-list-view.ts';
import { channelMark } from './channel-mark.ts';
import type { PortalApi, PortalCase, PortalMessage } from './portal-api.ts';
import type { PortalTexts } from './texts.ts';

export type CaseViewDeps = {
  api: PortalApi;
  texts: PortalTexts;
  chat: Texts;
  language: string;
  locale: string;
};

export type CaseActions = {
  back(): void;
  /** `id` makes what is sent twice one message. What was refused is refused again; what was not reached may be there. */
  write(id: string, said: Said): Promise<'sent' | 'refused' | 'unreached'>;
  close(): Promise<boolean>;
};

export type CaseView = ReturnType<typeof createCaseView>;

/** One case: what was said on all channels, and where to write. Made anew for each case, and changed in place. */
export function createCaseView({ api, texts, chat, language, locale }: CaseViewDeps, actions: CaseActions) {
  const title = h('h2', { class: 'title', tabindex: -1 });
  const status = h('span', { class: 'state' });
  const closing = h('button', { type: 'button', class: 'button', onclick: () => void close() }, texts.close);
  const back = h(
    'button',
    {
      type: 'button',
      class: 'icon-button back',
      'aria-label': texts.back,
      title: texts.back,
      onclick: actions.back,
    },
    icon('back'),
  );
  const messages = h('ol', { class: 'messages' });
  const typing = h('p', { class: 'typing', role: 'status' });
  const log = h(
    'div',
    { class: 'log', role: 'log', tabindex: 0, 'aria-label': chat.conversation },
    messages,
    typing,
  );
  const told = h('p', { class: 'told', role: 'status', hidden: true });
  const composer = createComposer(chat, language, {
    send: (said) => void send(said),
    typing: () => undefined,
    upload: api.upload,
  });
  const element = h(
    'section',
    { class: 'reading', ...composer.drop },
    h('div', { class: 'bar' }, back, h('div', { class: 'heading' }, title, status), closing),
    log,
    h('div', { class: 'footer' }, told, ...composer.elements),
  );
  const shown = new Set<string>();
  let mark = '';
  /** What may not have got through: sent again as it was, it is the same message; its files go with the next in any case. */
  let unsent: { id: string; said: Said } | undefined;

  return {
    element,
    focus: () => title.focus({ preventScroll: true }),
    /** Before there is a case. */
    renderNew(): void {
      title.textContent = texts.newCase;
      closing.hidden = true;
      show(told, texts.newCaseHelp);
      composer.focus();
    },
    renderFailed(text: string): void {
      show(told, text);
    },
    render(kase: PortalCase, all: PortalMessage[]): void {
      title.textContent = kase.title || texts.untitled;
      status.replaceChildren(statusMark(kase, texts));
      const isClosed = kase.status.with === 'nobody';
      closing.hidden = isClosed;
      show(told, isClosed ? texts.closed : undefined);
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
      const before = shown.size;
      for (const message of all) if (!shown.has(message.id)) add(message);
      offerChoices(isClosed ? undefined : all.at(-1));
      if (atEnd || before === 0) log.scrollTop = log.scrollHeight;
    },
    showTyping(name: string | undefined): void {
      typing.textContent = name === undefined ? '' : chat.typing(name);
    },
  };

  function add(message: PortalMessage): void {
    shown.add(message.id);
    const at = new Date(message.at);
    const day = at.toLocaleDateString(locale, { weekday: 'short', day: 'numeric', month: 'short' });
    const next = `${day} ${message.channel}`;
    // A new day, or another channel: said once, above what follows.
    if (next !== mark)
      messages.append(
        h('li', { class: 'mark' }, channelMark(message.channel, texts, { label: true }), h('span', {}, day)),
      );
    mark = next;
    messages.append(messageView(message, at));
  }

  function messageView(message: PortalMessage, at: Date): HTMLElement {
    const { from, author, text, sources = [] } = message;
    const speaker = author ?? { customer: chat.you, bot: chat.bot, agent: chat.agent }[from];
    return h(
      'li',
      { class: `message from-${from}` },
      h('span', { class: from === 'customer' && author !== undefined ? 'author other' : 'author' }, speaker),
      h(
        'div',
        { class: 'bubble' },
        text !== '' && richTextView(text),
        filesView(message.attachments, chat, locale, api.file),
        sources.length > 0 &&
          h(
            'div',
            { class: 'sources' },
            h('span', { class: 'label' }, `${chat.sources}: ${sources.map(({ title }) => title).join(', ')}`),
          ),
      ),
      h(
        'div',
        { class: 'foot' },
        h(
          'time',
          { datetime: at.toISOString(), title: at.toLocaleString(locale) },
          at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' }),
        ),
      ),
    );
  }

  /** Of the newest message, where it was said here: elsewhere they are answered there. */
  function offerChoices(newest: PortalMessage | undefined): void {
    messages.querySelector('.offered')?.remove();
    const choices = newest?.channel === 'portal' ? (newest.choices ?? []) : [];
    if (choices.length === 0) return;
    const buttons = choices.map(({ id, label }) =>
      h(
        'button',
        { type: 'button', class: 'choice', onclick: () => void send({ text: label, choice: id }) },
        label,
      ),
    );
    messages.append(h('li', { class: 'offered choices' }, ...buttons));
  }

  async function send({ attachments = [], ...said }: Said): Promise<void> {
    const isSame = unsent?.said.text === said.text && unsent.said.choice === said.choice;
    const id = unsent && isSame && attachments.length === 0 ? unsent.id : crypto.randomUUID();
    const files = [...(unsent?.said.attachments ?? []), ...attachments];
    const message = { ...said, ...(files.length > 0 && { attachments: files }) };
    unsent = undefined;
    const outcome = await actions.write(id, message);
    if (outcome === 'sent') return;
    if (outcome === 'unreached') unsent = { id, said: message };
    show(told, texts.notSent);
    composer.restore(said.text);
  }

  async function close(): Promise<void> {
    closing.setAttribute('aria-busy', 'true');
    if (!(await actions.close())) show(told, texts.notClosed);
    closing.removeAttribute('aria-busy');
    composer.focus();
  }
}
