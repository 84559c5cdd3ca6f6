import type { Mail, MailEnvelope } from './mail.ts';
import { bounceOf } from './bounce.ts';
import { domainOf, isNoReply, withoutPlus } from './mail-address.ts';

/** Everything but `person` is kept and never answered. */
export type MailKind = 'person' | 'automatic' | 'bounce' | 'list' | 'loop' | 'unreadable';

/** Who is behind a mail: somebody, a program that answers by itself, a mail server, a list, or we ourselves. */
export function mailKind(
  mail: Mail,
  envelope: Pick<MailEnvelope, 'from'>,
  { ours, isOurMessageId }: { ours: readonly string[]; isOurMessageId: boolean },
): MailKind {
  const valuesOf = (name: string) => mail.headers.flatMap(({ key, value }) => (key === name ? [value] : []));
  const has = (name: string, value = /\S/) => valuesOf(name).some((each) => value.test(each));
  const sender = mail.from[0]?.address ?? '';

  if (bounceOf(mail, envelope)) return 'bounce';
  if (isOurMessageId || ours.includes(withoutPlus(sender).address)) return 'loop';
  if (valuesOf('x-loop').some((value) => ours.includes(value.trim().toLowerCase()))) return 'loop';
  if (/^(?:mailer-daemon|postmaster)@/.test(sender)) return 'bounce';
  if (
    (envelope.from === null && !has('list-id')) ||
    has('return-path', /^<\s*>$/) ||
    has('auto-submitted', /^(?!\s*no\b)\s*\S/i) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply'].some((name) =>
      has(name, /^(?!no$)/i),
    ) ||
    has('x-fc-machinegenerated', /true/i) ||
    has('precedence', /^auto[_-]?reply/i) ||
    automaticSubject.test(mail.subject)
  )
    return 'automatic';
  if (isOwnList(valuesOf, ours)) return 'person';
  if (isList(valuesOf) || (isBulk(valuesOf) && !isForm(mail))) return 'list';
  return 'person';
}

/** Programs that say nothing in a header say it there, and only there. */
const automaticSubject =
  /^(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|automatische antwort|abwesenheitsnotiz|abwesend|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|autosvar|frånvarande|automatiskt svar|risposta automatica|automatisch antwoord|afwezig)\s*:/iu;

/** Our own address may be a list (a group that forwards to us), and then each mail says so. */
function isOwnList(valuesOf: (name: string) => string[], ours: readonly string[]): boolean {
  const named = listNames(valuesOf);
  return ours.some(
    (address) => named.includes(`<${address.replace('@', '.')}>`) || named.includes(`mailto:${address}`),
  );
}

function isList(valuesOf: (name: string) => string[]): boolean {
  return (
    listNames(valuesOf) !== '' ||
    valuesOf('precedence').some((value) => /^(?:list|junk)$/i.test(value.trim()))
  );
}

function listNames(valuesOf: (name: string) => string[]): string {
  return [...valuesOf('list-id'), ...valuesOf('list-post')].join(' ').toLowerCase();
}

/** Senders of many mails put it into each, also into one that a form makes. */
function isBulk(valuesOf: (name: string) => string[]): boolean {
  return (
    valuesOf('list-unsubscribe').length > 0 ||
    valuesOf('precedence').some((value) => /^bulk$/i.test(value.trim()))
  );
}

/** A form on a web page says whom to answer, who is somewhere else than the form. */
function isForm({ from, replyTo }: Mail): boolean {
  const [[sender], [writer]] = [from, replyTo];
  if (!sender || !writer) return false;
  return isNoReply(sender.address) && domainOf(sender.address) !== domainOf(writer.address);
}
