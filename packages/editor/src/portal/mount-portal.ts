import { h } from '../chat/dom.ts';
import { createEventStream } from '../chat/event-stream.ts';
import { dateLocale, textsFor } from '../chat/texts.ts';
import { createPortalPage } from './portal-page.ts';
import type { PortalSession } from './portal-api.ts';
import { portalApi as api, PortalRefusal } from './portal-api.ts';
import { signInView } from './sign-in-view.ts';
import { portalTexts } from './texts.ts';

/** The portal: who is signed in sees their cases, who is not the way in. */
export function mountPortal(host: HTMLElement, preferred: string): void {
  const { language, texts: chat } = textsFor(preferred);
  const texts = portalTexts[language] ?? portalTexts['en']!;
  const locale = dateLocale(language, [preferred, ...navigator.languages]);
  const root = h('div', { class: 'tokens root portal' });
  document.documentElement.lang = language;
  document.title = texts.title;
  host.append(root);
  const words = { api, texts, chat, language, locale };
  let leave: (() => void) | undefined;
  void begin();

  async function begin(): Promise<void> {
    root.replaceChildren(h('main', { class: 'door' }, h('p', { role: 'status' }, texts.loading)));
    try {
      enter(await api.session());
    } catch (error) {
      if (error instanceof PortalRefusal && error.status === 401) return askWho();
      const again = h(
        'button',
        { type: 'button', class: 'primary', onclick: () => void begin() },
        texts.retry,
      );
      root.replaceChildren(
        h('main', { class: 'door' }, h('p', { class: 'problem', role: 'alert' }, texts.unreachable), again),
      );
    }
  }

  function askWho(note?: string): void {
    leave?.();
    leave = undefined;
    root.replaceChildren(signInView(words, { note, signedIn: enter }));
    root.querySelector<HTMLInputElement>('#to')?.focus();
  }

  function enter(session: PortalSession): void {
    const page = createPortalPage(words, session, {
      ended: () => askWho(texts.ended),
      signOut: () => void signOut(),
    });
    root.replaceChildren(page.element);
    page.start();
    const stream = createEventStream({
      connect: (_lastEventId, signal) => api.events(signal),
      onEvent: ({ type, data }) => page.heard(type, data),
      // What happened while the line was down is read anew.
      onState: (state) => state === 'open' && page.refresh(),
      onRefused: (status) => {
        if (status === 401) askWho(texts.ended);
        return status !== 401;
      },
    });
    stream.start();
    const wake = () => document.visibilityState === 'visible' && stream.wake();
    document.addEventListener('visibilitychange', wake);
    leave = () => {
      document.removeEventListener('visibilitychange', wake);
      stream.stop();
      page.stop();
    };
  }

  async function signOut(): Promise<void> {
    await api.signOut().catch(() => undefined);
    history.replaceState(null, '', '/portal');
    askWho();
  }
}
