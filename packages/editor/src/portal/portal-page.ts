import { h } from '../chat/dom.ts';
import type { Said } from '../chat/outbox.ts';
import { createCaseListView } from './case-list-view.ts';
import type { CaseActions, CaseView, CaseViewDeps } from './case-view.ts';
import { createCaseView } from './case-view.ts';
import type { PortalCase, PortalSession } from './portal-api.ts';
import { PortalRefusal } from './portal-api.ts';

/** What happens together is read once. */
const gatherMs = 120;

/** The signed-in portal: the list of cases beside the one that is open; on a phone one of the two. */
export function createPortalPage(
  words: CaseViewDeps,
  session: PortalSession,
  on: { ended(): void; signOut(): void },
) {
  const { api, texts, language } = words;
  let cases: PortalCase[] = [];
  let current: string | undefined;
  let view: CaseView | undefined;
  let gathering: ReturnType<typeof setTimeout> | undefined;
  const list = createCaseListView(words, (id) => go(id));
  const right = h('div', { class: 'right' });
  const menu = h(
    'details',
    { class: 'account' },
    h('summary', { class: 'button' }, texts.account),
    h(
      'div',
      { class: 'menu' },
      h(
        'p',
        { class: 'meta' },
        session.name && h('strong', {}, session.name),
        texts.signedInBy(session.signedInBy),
      ),
      h('button', { type: 'button', class: 'item', onclick: () => void save() }, texts.exportAll),
      h('button', { type: 'button', class: 'item', onclick: on.signOut }, texts.signOut),
    ),
  );
  const header = h('header', { class: 'head' }, h('h1', { class: 'brand' }, texts.title), menu);
  const element = h('div', { class: 'page' }, header, h('main', { class: 'columns' }, list.element, right));
  const follow = () => show(caseInAddress());
  const closeMenu = (event: Event) => {
    if (!menu.contains(event.target as Node) || (event as KeyboardEvent).key === 'Escape') menu.open = false;
  };

  return {
    element,
    start(): void {
      addEventListener('popstate', follow);
      addEventListener('click', closeMenu);
      addEventListener('keydown', closeMenu);
      show(caseInAddress());
    },
    stop(): void {
      removeEventListener('popstate', follow);
      removeEventListener('click', closeMenu);
      removeEventListener('keydown', closeMenu);
      clearTimeout(gathering);
    },
    refresh,
    heard(type: string, data: string): void {
      const { caseId, from, on } = JSON.parse(data) as {
        caseId?: string;
        from?: 'bot' | 'agent';
        on?: boolean;
      };
      if (type === 'changed') refresh();
      if (type === 'typing' && caseId === current && from)
        view?.showTyping(on ? words.chat[from] : undefined);
    },
  };

  function refresh(): void {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      void read();
    }, gatherMs);
  }

  function go(id: string | undefined): void {
    if (id === current) return view?.focus();
    history.pushState(null, '', id === undefined ? '/portal' : `/portal/${encodeURIComponent(id)}`);
    show(id);
    if (id !== 'new') view?.focus();
  }

  function show(id: string | undefined): void {
    current = id;
    element.classList.toggle('has-case', id !== undefined);
    view = id === undefined ? undefined : createCaseView(words, { back: () => go(undefined), write, close });
    right.replaceChildren(view?.element ?? h('p', { class: 'choose' }, texts.choose));
    if (id === 'new') view?.renderNew();
    list.render(cases, id);
    void read();
  }

  async function read(): Promise<void> {
    const asked = current;
    try {
      cases = await api.cases();
      list.render(cases, current);
      if (asked === undefined || asked === 'new') return;
      const { case: kase, messages } = await api.case(asked);
      if (asked === current) view?.render(kase, messages);
    } catch (error) {
      if (isOver(error)) return on.ended();
      const isGone = error instanceof PortalRefusal && error.status === 404;
      if (asked === current) view?.renderFailed(isGone ? texts.gone : texts.unreachable);
    }
  }

  async function write(id: string, { text, choice, attachments }: Said): ReturnType<CaseActions['write']> {
    try {
      const { caseId } = await api.write({
        id,
        text,
        language,
        ...(current !== undefined && current !== 'new' && { case: current }),
        ...(choice !== undefined && { choice }),
        ...(attachments && { attachments: attachments.map(({ id }) => id) }),
      });
      if (current === 'new') {
        history.replaceState(null, '', `/portal/${encodeURIComponent(caseId)}`);
        show(caseId);
      } else refresh();
      return 'sent';
    } catch (error) {
      if (isOver(error)) on.ended();
      const isRefused = error instanceof PortalRefusal && error.status < 500 && error.status !== 429;
      return isRefused ? 'refused' : 'unreached';
    }
  }

  async function close(): Promise<boolean> {
    try {
      if (current !== undefined) await api.close(current);
      await read();
      return true;
    } catch (error) {
      if (isOver(error)) on.ended();
      return false;
    }
  }

  async function save(): Promise<void> {
    menu.open = false;
    try {
      const url = URL.createObjectURL(await api.exportAll());
      h('a', { href: url, download: 'my-data.json' }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (error) {
      if (isOver(error)) on.ended();
      else view?.renderFailed(texts.unreachable);
    }
  }
}

function isOver(error: unknown): boolean {
  return error instanceof PortalRefusal && error.status === 401;
}

/** `/portal/<case>`, or `/portal/new`. */
function caseInAddress(): string | undefined {
  const [, , id] = location.pathname.split('/');
  return id ? decodeURIComponent(id) : undefined;
}
