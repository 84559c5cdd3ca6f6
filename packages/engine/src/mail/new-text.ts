import { withoutBanner, withoutDisclaimer } from './mail-disclaimers.ts';
import { withoutOldMails } from './mail-quotes.ts';
import { withoutSignature } from './mail-signatures.ts';

/**
 * What the writer of a mail has written in it: without the mails it answers, the signature, and what companies add. A text
 * that is nothing else is given whole; what a customer forwards is part of what they say.
 */
export function newText(whole: string): string {
  const text = withoutBanner(whole);
  const forwarded = forwardedFrom(text);
  if (forwarded)
    return [newPart(forwarded.above), forwarded.below].filter((part) => part !== '').join('\n\n');
  return newPart(text) || withoutDisclaimer(text).trim() || text.trim();
}

function newPart(text: string): string {
  return withoutDisclaimer(withoutSignature(withoutDisclaimer(withoutSignature(withoutOldMails(text)))));
}

const forwardMark =
  /^(?:-{3,} ?(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Vidarebefordrat meddelande|Messaggio inoltrato|Doorgestuurd bericht) ?-{3,}|(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message (?:réexpédié|transféré)|Inicio del mensaje reenviado|Vidarebefordrat brev|Inizio messaggio inoltrato) ?:)[ \t]*$/im;

function forwardedFrom(text: string): { above: string; below: string } | null {
  const mark = forwardMark.exec(text);
  if (!mark) return null;
  const above = text.slice(0, mark.index);
  // Inside a quote it was forwarded by somebody else, earlier.
  if (withoutOldMails(text).length < mark.index) return null;
  return { above, below: text.slice(mark.index).trim() };
}
