import { h } from '../chat/dom.ts';
import { channelMark } from './channel-mark.ts';
import type { PortalCase } from './portal-api.ts';
import type { PortalTexts } from './texts.ts';

/** The customer's cases, newest change first. */
export function createCaseListView(
  { texts, locale }: { texts: PortalTexts; locale: string },
  open: (caseId: string) => void,
) {
  const list = h('ul', { class: 'cases' });
  const empty = h('p', { class: 'empty', hidden: true }, texts.noCases);
  const begin = h('button', { type: 'button', class: 'primary', onclick: () => open('new') }, texts.newCase);
  const element = h(
    'nav',
    { class: 'list', 'aria-label': texts.cases },
    h('div', { class: 'bar' }, h('h2', {}, texts.cases), begin),
    list,
    empty,
  );

  return {
    element,
    render(cases: PortalCase[], current: string | undefined): void {
      empty.hidden = cases.length > 0;
      const focused = list.contains(document.activeElement)
        ? document.activeElement?.getAttribute('data-case')
        : undefined;
      list.replaceChildren(...cases.map((one) => h('li', {}, item(one, one.id === current))));
      if (focused) list.querySelector<HTMLElement>(`[data-case="${CSS.escape(focused)}"]`)?.focus();
    },
  };

  function item(one: PortalCase, isCurrent: boolean): HTMLElement {
    const at = new Date(one.updatedAt);
    return h(
      'button',
      {
        type: 'button',
        class: 'case',
        'data-case': one.id,
        'aria-current': isCurrent ? 'true' : undefined,
        onclick: () => open(one.id),
      },
      channelMark(one.channel, texts, { label: false }),
      h('span', { class: 'case-title' }, one.title || texts.untitled),
      h(
        'time',
        { class: 'meta', datetime: at.toISOString(), title: at.toLocaleString(locale) },
        when(at, locale),
      ),
      statusMark(one, texts),
    );
  }
}

/** Of today the hour, else the day. */
function when(at: Date, locale: string): string {
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
}

export function statusMark({ status }: Pick<PortalCase, 'status'>, texts: PortalTexts): HTMLElement {
  const { with: who, agentName } = status;
  const text = who === 'agent' ? texts.status.agent(agentName ?? '') : texts.status[who];
  return h('span', { class: 'status', 'data-with': who }, text);
}
