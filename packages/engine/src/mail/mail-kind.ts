import type { Mail, MailEnvelope } from './mail.ts';
import { bounceOf } from './bounce.ts';
import { withoutPlus } from './mail-address.ts';

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

  if (bounceOf(mail)) return 'bounce';
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
  if (isList(valuesOf, ours)) return 'list';
  return 'person';
}

/** Programs that say nothing in a header say it there, and only there. */
const automaticSubject =
  /^(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|automatische antwort|abwesenheitsnotiz|abwesend|réponse automatique|absence du bureau|respuesta automática|fuera de la oficina|autosvar|frånvarande|automatiskt svar|risposta automatica|automatisch antwoord|afwezig)\s*:/iu;

/** A list; but our own address may be one (a group that forwards to us), and then each mail says so. */
function isList(valuesOf: (name: string) => string[], ours: readonly string[]): boolean {
  const named = [...valuesOf('list-id'), ...valuesOf('list-post')].join(' ').toLowerCase();
  if (
    ours.some(
      (address) => named.includes(`<${address.replace('@', '.')}>`) || named.includes(`mailto:${address}`),
    )
  )
    return false;
  if (named !== '' || valuesOf('list-unsubscribe').length > 0) return true;
  return valuesOf('precedence').some((value) => /^(?:bulk|list|junk)$/i.test(value.trim()));
}
