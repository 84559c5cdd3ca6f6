import { createArticleView, skeleton } from './article-view.ts';
import type { ChatState } from './chat-state.ts';
import type { ChatStore } from './chat-store.ts';
import { createComposer } from './composer-view.ts';
import { h, icon, iconButton, show } from './dom.ts';
import { createLogView } from './log-view.ts';
import { askForPerson, type ChatSource, type ChatStatus } from './protocol.ts';
import type { Said } from './outbox.ts';
import type { Texts } from './texts.ts';

export type ChatPanelOptions = {
  store: ChatStore;
  texts: Texts;
  language: string;
  title: string;
  /** Missing on a page of its own, which cannot be closed. */
  onClose?: () => void;
};

/** The conversation with its header, messages and composer; the same in the widget and on the chat page. */
export function createChatPanel({ store, texts, language, title, onClose }: ChatPanelOptions) {
  let opener: HTMLElement | undefined;
  const statusText = h('span');
  const status = h('p', { class: 'status' }, h('span', { class: 'dot' }), statusText);
  const back = iconButton('back', texts.back, closeArticle);
  back.hidden = true;
  const close = onClose && iconButton('close', texts.close, onClose);
  const heading = h(onClose ? 'h2' : 'h1', { id: 'title', class: 'title' }, title);
  const header = h('div', { class: 'header' }, back, h('div', { class: 'who' }, heading, status), close);

  const bannerText = h('span');
  const banner = h('p', { class: 'banner', role: 'status', hidden: true }, icon('offline'), bannerText);
  const again = h(
    'button',
    { type: 'button', class: 'button', onclick: () => void store.retryStart() },
    texts.retry,
  );
  const failed = h('div', { class: 'failed', role: 'alert', hidden: true }, h('p', {}, texts.failed), again);
  const loading = h('div', { class: 'loading' }, skeleton(texts.loading));

  const log = createLogView(texts, language, {
    choose: (choice) => store.send(choice.label, { choice: choice.id }),
    openSource,
    retry: (id) => store.retry(id),
    discard: (id) => store.discard(id),
    loadFile: (id) => store.file(id),
  });
  const article = createArticleView(texts, (id, version) => store.article(id, version));
  const composer = createComposer(texts, language, {
    send,
    upload: (file, options) => store.upload(file, options),
    typing: (on) => store.typing(on),
  });
  const person = h(
    'button',
    {
      type: 'button',
      class: 'person',
      onclick: () => send({ text: texts.personMessage, choice: askForPerson }),
    },
    icon('person'),
    texts.person,
  );
  const conversation = h('div', { class: 'conversation' }, banner, loading, failed, ...log.elements);
  const element = h(
    'section',
    { class: 'panel', 'aria-labelledby': 'title', lang: language, ...composer.drop },
    header,
    conversation,
    article.element,
    h('div', { class: 'footer' }, ...composer.elements, person),
  );

  let { visitors } = store.state;
  const unsubscribe = store.subscribe(render);
  render(store.state);

  return {
    element,
    focus: () => composer.focus(),
    toEnd: () => log.toEnd(),
    /** Escape leaves the article first, then the chat. */
    escape: () => (article.element.hidden ? onClose?.() : closeArticle()),
    dispose: unsubscribe,
  };

  function render(state: ChatState): void {
    const { phase, transcript, connected } = state;
    if (visitors !== state.visitors) forget();
    visitors = state.visitors;
    const shown = phase === 'ready' || transcript.entries.length > 0;
    loading.hidden = shown || phase === 'failed';
    failed.hidden = phase !== 'failed' || shown;
    element.setAttribute('aria-busy', String(phase === 'loading'));
    log.elements[0].hidden = !shown;
    log.render(transcript, state.greeting);
    const waiting = !connected && failed.hidden;
    show(banner, waiting ? texts.offline : undefined, bannerText);
    status.dataset['with'] = waiting ? 'nobody' : transcript.status.with;
    show(statusText, waiting ? texts.delivery.waiting : statusOf(transcript.status));
    person.disabled = transcript.status.with === 'queue' || transcript.status.with === 'agent';
    person.hidden = person.disabled;
  }

  /** Somebody else is at the page: what the one before had begun to write or to read is none of theirs. */
  function forget(): void {
    leaveArticle();
    composer.clear();
    log.forget();
  }

  function statusOf(status: ChatStatus): string {
    if (status.with === 'agent') return texts.withAgent(status.agentName ?? texts.agent);
    return { bot: texts.withBot, queue: texts.withQueue, nobody: texts.closed }[status.with];
  }

  /** Who writes wants to see the answer, not the article. */
  function send({ text, ...more }: Said): void {
    if (!article.element.hidden) closeArticle();
    store.send(text, more);
    log.toEnd();
  }

  function openSource(source: ChatSource, from: HTMLElement): void {
    opener = from;
    conversation.hidden = true;
    back.hidden = false;
    void article.open(source);
  }

  function leaveArticle(): void {
    article.close();
    conversation.hidden = false;
    back.hidden = true;
  }

  function closeArticle(): void {
    leaveArticle();
    (opener?.isConnected ? opener : back).focus();
  }
}
