import { h, icon } from './dom.ts';
import { createMessageView, speakerName, type MessageActions, type MessageView } from './message-view.ts';
import { dateLocale, type Texts } from './texts.ts';
import { openChoices, type Entry, type Transcript } from './transcript.ts';

/** The list of messages: keeps to the end unless the reader scrolled away, and says new messages to a screen reader. */
export function createLogView(texts: Texts, language: string, actions: MessageActions) {
  const list = h('ol', { class: 'messages' });
  const typingName = h('span', { class: 'typing-name' });
  const typing = h(
    'div',
    { class: 'typing', hidden: true },
    h('span', { class: 'dots' }, h('i'), h('i'), h('i')),
    typingName,
  );
  const welcome = h('div', { class: 'welcome' });
  const scroller = h(
    'div',
    {
      class: 'log',
      role: 'log',
      'aria-live': 'off',
      'aria-label': texts.conversation,
      tabindex: 0,
      onscroll: onScroll,
    },
    welcome,
    list,
    typing,
  );
  const jump = h(
    'button',
    { type: 'button', class: 'jump', hidden: true, onclick: toEnd },
    icon('down'),
    texts.newBelow,
  );
  const announcer = h('div', { class: 'unseen', role: 'status', 'aria-live': 'polite' });
  const views = new Map<string, MessageView>();
  const locale = dateLocale(language, navigator.languages);
  let announcedSeq: number | undefined;
  let atEnd = true;
  // The end stays in sight when the window, the keyboard or the footer change the height.
  const resizing = new ResizeObserver(() => {
    if (atEnd) toEnd();
  });
  for (const part of [scroller, list, typing]) resizing.observe(part);

  return {
    elements: [scroller, jump, announcer] as const,
    toEnd,
    /** Somebody else listens from here on. */
    forget(): void {
      announcer.replaceChildren();
      announcedSeq = undefined;
    },
    render(transcript: Transcript, greeting: string | undefined): void {
      const { entries } = transcript;
      const grew = reconcile(entries, openChoices(transcript));
      const text = greeting ?? texts.empty;
      if (welcome.textContent !== text) welcome.textContent = text;
      const writing = transcript.typing;
      if (typing.hidden === Boolean(writing)) typing.hidden = !writing;
      if (writing) {
        const { agentName } = transcript.status;
        const name = speakerName({ from: writing.from, ...(agentName ? { author: agentName } : {}) }, texts);
        typingName.textContent = texts.typing(writing.from === 'agent' ? name : texts.bot);
      }
      announce(entries);
      if (atEnd || entries.at(-1)?.seq === undefined) toEnd();
      else if (grew) jump.hidden = false;
    },
  };

  function reconcile(entries: Entry[], choosing: string | undefined): boolean {
    const before = views.size;
    const wanted = new Set<MessageView>();
    const newest = entries.findLast(({ from }) => from === 'customer');
    let place: Element | null = list.firstElementChild;
    for (const [index, entry] of entries.entries()) {
      const view = viewOf(entry);
      wanted.add(view);
      const previous = entries[index - 1];
      const joined = previous?.from === entry.from && previous.author === entry.author;
      view.update(entry, { joined, choosing: choosing === entry.id, newest: entry === newest, locale });
      if (view.element === place) place = place.nextElementSibling;
      else list.insertBefore(view.element, place);
    }
    for (const [id, view] of views) {
      if (wanted.has(view)) continue;
      view.element.remove();
      views.delete(id);
    }
    return views.size > before;
  }

  function viewOf(entry: Entry): MessageView {
    const known = views.get(entry.id);
    if (known) return known;
    const view = createMessageView(entry, texts, locale, actions);
    views.set(entry.id, view);
    return view;
  }

  /** What others said since the last time, in words; not the history that was there when the chat opened. */
  function announce(entries: Entry[]): void {
    const heard = announcedSeq;
    announcedSeq = Math.max(heard ?? 0, ...entries.map(({ seq }) => seq ?? 0));
    if (heard === undefined) return;
    const fresh = entries.filter(({ from, seq }) => from !== 'customer' && seq !== undefined && seq > heard);
    if (fresh.length === 0) return;
    announcer.replaceChildren(
      ...fresh.map((entry) => {
        const choices = entry.choices?.map(({ label }) => label).join(', ');
        return h('p', {}, `${speakerName(entry, texts)}: ${entry.text}${choices ? ` (${choices})` : ''}`);
      }),
    );
  }

  function onScroll(): void {
    atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48;
    if (atEnd) jump.hidden = true;
  }

  function toEnd(): void {
    scroller.scrollTop = scroller.scrollHeight;
    jump.hidden = true;
    atEnd = true;
  }
}
