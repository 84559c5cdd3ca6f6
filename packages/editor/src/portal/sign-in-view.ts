import { h, show } from '../chat/dom.ts';
import type { PortalApi, PortalSession } from './portal-api.ts';
import { PortalRefusal } from './portal-api.ts';
import type { PortalTexts } from './texts.ts';

type Asked = { to: string; proof: string };

/** Two steps: where a code may go, and the code. What was typed stays when something goes wrong. */
export function signInView(
  { api, texts, language, locale }: { api: PortalApi; texts: PortalTexts; language: string; locale: string },
  { note, signedIn }: { note?: string | undefined; signedIn(session: PortalSession): void },
): HTMLElement {
  let asked: Asked | undefined;
  const to = h('input', {
    id: 'to',
    class: 'field',
    type: 'text',
    inputmode: 'email',
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    required: true,
    maxlength: 254,
    'aria-describedby': 'problem',
  });
  const code = h('input', {
    id: 'code',
    class: 'field code',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    required: true,
    maxlength: 12,
    'aria-describedby': 'problem',
  });
  const help = h('p', { class: 'help', role: 'status' }, texts.signInHelp);
  const problem = h('p', { id: 'problem', class: 'problem', role: 'alert', hidden: true });
  const submit = h('button', { type: 'submit', class: 'primary' }, texts.sendCode);
  const first = h('div', { class: 'step' }, h('label', { for: 'to' }, texts.to), to);
  const second = h('div', { class: 'step', hidden: true }, h('label', { for: 'code' }, texts.code), code);
  const ways = h(
    'div',
    { class: 'ways', hidden: true },
    h('button', { type: 'button', class: 'link', onclick: () => void ask() }, texts.anotherCode),
    h('button', { type: 'button', class: 'link', onclick: startOver }, texts.otherAddress),
  );
  const form = h('form', { class: 'sign-in', novalidate: true, onsubmit: onSubmit });
  form.append(h('h1', {}, texts.signIn), help, first, second, problem, submit, ways);
  show(problem, note);
  return h('main', { class: 'door' }, h('p', { class: 'brand' }, texts.title), form);

  function onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    if (submit.getAttribute('aria-busy') === 'true') return;
    void (asked ? check(asked) : ask());
  }

  async function ask(): Promise<void> {
    const typed = to.value.trim();
    await busy(async () => {
      const { proof } = await api.askForCode(typed, language);
      asked = { to: typed, proof };
      help.textContent = texts.codeSent(typed);
      code.value = '';
      step();
    });
  }

  async function check({ to, proof }: Asked): Promise<void> {
    await busy(async () => signedIn(await api.signIn(to, proof, code.value)));
  }

  function startOver(): void {
    asked = undefined;
    help.textContent = texts.signInHelp;
    show(problem, undefined);
    step();
  }

  function step(): void {
    first.hidden = asked !== undefined;
    second.hidden = ways.hidden = asked === undefined;
    submit.textContent = asked ? texts.checkCode : texts.sendCode;
    (asked ? code : to).focus();
  }

  async function busy(work: () => Promise<void>): Promise<void> {
    submit.setAttribute('aria-busy', 'true');
    show(problem, undefined);
    const field = asked ? code : to;
    field.removeAttribute('aria-invalid');
    try {
      await work();
    } catch (error) {
      show(problem, wordsFor(error));
      field.setAttribute('aria-invalid', 'true');
      field.focus();
    } finally {
      submit.removeAttribute('aria-busy');
    }
  }

  function wordsFor(error: unknown): string {
    if (!(error instanceof PortalRefusal)) return texts.unreachable;
    if (error.status === 429) return texts.tooManyCodes(minutesOf(error.retryAfterMs, locale));
    if (error.code === 'portal.no-channel') return texts.noChannel;
    if (error.code === 'portal.wrong-code') return texts.wrongCode;
    if (error.code === 'portal.code-over') return texts.codeOver;
    if (error.status === 422) return asked ? texts.wrongCode : texts.wrongAddress;
    return texts.unreachable;
  }
}

/** `1 minute`, `5 minutes`. */
function minutesOf(ms: number, locale: string): string {
  const minutes = new Intl.NumberFormat(locale, { style: 'unit', unit: 'minute', unitDisplay: 'long' });
  return minutes.format(Math.max(1, Math.ceil(ms / 60_000)));
}
