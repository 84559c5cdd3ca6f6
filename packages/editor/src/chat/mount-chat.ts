import { accentTokens } from './accent.ts';
import { createChatApi } from './chat-api.ts';
import { createChatMemory } from './chat-memory.ts';
import { createChatPanel } from './chat-panel.ts';
import { createChatStore } from './chat-store.ts';
import { h } from './dom.ts';
import { createLauncher } from './launcher.ts';
import { styles } from './styles.ts';
import { textsFor } from './texts.ts';

export type Theme = 'light' | 'dark' | 'auto';

export type ChatOptions = {
  /** Origin of the server, e.g. `https://support.example.com`. */
  server: string;
  mode: 'widget' | 'page';
  locale: string;
  theme: Theme;
  position: 'left' | 'right';
  title?: string;
  /** A CSS colour `#rrggbb` for buttons and the customer's own messages. */
  accent?: string;
  /** Token of the host page that says who its visitor is (a JWT signed by the host's server). */
  identity?: string;
};

export type Chat = {
  open(): void;
  close(): void;
  identify(token: string | undefined): void;
  setTheme(theme: Theme): void;
  remove(): void;
};

/** Puts the chat under `host`, behind a shadow root: the page's styles do not reach in, and ours do not reach out. */
export function mountChat(host: HTMLElement, options: ChatOptions): Chat {
  const { language, texts } = textsFor(options.locale);
  const store = createChatStore({
    api: createChatApi(options.server),
    memory: createChatMemory(options.server),
    locale: options.locale,
    ...(options.identity === undefined ? {} : { identity: options.identity }),
  });
  const launcher = options.mode === 'widget' ? createLauncher(texts, toggle) : undefined;
  const title = options.title ?? texts.title;
  const panel = createChatPanel({ store, texts, language, title, ...(launcher ? { onClose: close } : {}) });
  const root = h(
    'div',
    { class: `tokens root ${options.mode} ${options.position}` },
    panel.element,
    launcher?.element,
  );
  const shadow = host.attachShadow({ mode: 'open', delegatesFocus: false });
  shadow.adoptedStyleSheets = styles.map(styleSheet);
  shadow.append(root);
  for (const [name, value] of Object.entries(accentTokens(options.accent)))
    root.style.setProperty(name, value);
  keepKeysToOurselves(root);
  setTheme(options.theme);

  const unsubscribe = store.subscribe(({ unread }) => launcher?.setUnread(unread));
  const phone = matchMedia('(max-width: 480px), (max-height: 420px)');
  phone.addEventListener('change', describePanel);
  visualViewport?.addEventListener('resize', fitKeyboard);
  visualViewport?.addEventListener('scroll', fitKeyboard);
  root.addEventListener('keydown', onKeydown);
  describePanel();
  fitKeyboard();

  let opened = !launcher;
  panel.element.hidden = !opened;
  if (opened) store.setOpen(true);
  else store.resume();

  return { open, close, setTheme, identify: (token) => void store.identify(token), remove };

  function toggle(): void {
    if (opened) close();
    else open();
  }

  function open(): void {
    if (opened) return panel.focus();
    setOpened(true);
    panel.toEnd();
    panel.focus();
  }

  function close(): void {
    if (!launcher || !opened) return;
    setOpened(false);
    launcher.focus();
  }

  function setOpened(value: boolean): void {
    opened = value;
    panel.element.hidden = !opened;
    root.classList.toggle('opened', opened);
    launcher?.setOpened(opened);
    store.setOpen(opened);
  }

  function setTheme(theme: Theme): void {
    root.dataset['theme'] = theme;
  }

  /** A panel beside the page leaves the page usable; one that covers it is a modal dialog and keeps the focus. */
  function describePanel(): void {
    if (!launcher) return;
    panel.element.setAttribute('role', 'dialog');
    panel.element.setAttribute('aria-modal', String(phone.matches));
  }

  function fitKeyboard(): void {
    if (!visualViewport) return;
    root.style.setProperty('--visible-height', `${visualViewport.height}px`);
    root.style.setProperty('--visible-top', `${visualViewport.offsetTop}px`);
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) panel.escape();
    if (event.key === 'Tab' && launcher && phone.matches && opened) holdFocus(event, panel.element, shadow);
  }

  function remove(): void {
    unsubscribe();
    panel.dispose();
    store.dispose();
    phone.removeEventListener('change', describePanel);
    visualViewport?.removeEventListener('resize', fitKeyboard);
    visualViewport?.removeEventListener('scroll', fitKeyboard);
    host.remove();
  }
}

function styleSheet(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** The host page may have shortcuts of its own; typing in the chat must not press them. */
function keepKeysToOurselves(root: HTMLElement): void {
  for (const type of ['keydown', 'keypress', 'keyup', 'input', 'paste'] as const) {
    root.addEventListener(type, (event) => event.stopPropagation());
  }
}

function holdFocus(event: KeyboardEvent, panel: HTMLElement, shadow: ShadowRoot): void {
  const stops = [...panel.querySelectorAll<HTMLElement>('button, textarea, a[href], [tabindex="0"]')].filter(
    (element) => element.checkVisibility() && !element.hasAttribute('disabled'),
  );
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (shadow.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
}
