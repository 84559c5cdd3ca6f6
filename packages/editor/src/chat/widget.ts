import { mountChat, type Chat, type ChatOptions, type Theme } from './mount-chat.ts';

/**
 * One script tag puts the chat on any page:
 *
 *   <script async src="https://support.example.com/widget.js" data-title="Help" data-accent="#1b4d3e"></script>
 *
 * Attributes: `data-title`, `data-accent` (#rrggbb), `data-theme` (light, dark, auto), `data-position` (left, right),
 * `data-locale`, `data-identity` (signed token), `data-open`, `data-server`. From scripts: `window.Throughline` with
 * `open()`, `close()`, `identify(token)`, `setTheme(theme)`, `remove()`; the document hears `throughline:ready` when it is there.
 */
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
const page = window as typeof window & { Throughline?: Chat };

if (!page.Throughline) {
  if (document.body) start();
  else document.addEventListener('DOMContentLoaded', start, { once: true });
}

function start(): void {
  const data = script?.dataset ?? {};
  const host = document.createElement('throughline-chat');
  // Outside of body: no ancestor of the page's own can clip, transform or stack over it.
  document.documentElement.append(host);
  const chat = mountChat(host, optionsOf(data));
  page.Throughline = {
    ...chat,
    remove() {
      chat.remove();
      delete page.Throughline;
    },
  };
  if ('open' in data) chat.open();
  document.dispatchEvent(new CustomEvent('throughline:ready'));
}

function optionsOf(data: DOMStringMap): ChatOptions {
  const { server, locale, theme, position, title, accent, identity } = data;
  return {
    mode: 'widget',
    server: new URL(server ?? '/', script?.src ?? location.href).origin,
    locale: locale ?? (document.documentElement.lang || navigator.language),
    theme: themeOf(theme),
    position: position === 'left' ? 'left' : 'right',
    ...(title === undefined ? {} : { title }),
    ...(accent === undefined ? {} : { accent }),
    ...(identity === undefined ? {} : { identity }),
  };
}

function themeOf(theme: string | undefined): Theme {
  return theme === 'light' || theme === 'dark' ? theme : 'auto';
}
