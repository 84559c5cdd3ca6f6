import { Response } from 'plivo';
import type { Response as Element } from 'plivo/dist/utils/plivoxml.js';
import type { CallStep } from './telephony.ts';

/** Plivo knows one key that takes a call, and says nothing about others. */
export const takesWith = '1';

/** Plivo listens for no less. */
const leastListeningS = 5;
/** Of a recording in the background: as long as Plivo lets a call be. */
const longestCallS = 14_400;

/** The steps in Plivo's words. */
export function plivoXml(steps: readonly CallStep[]): string {
  const response = new (Response as unknown as new () => Element)();
  for (const step of steps) add(response, step);
  return response.toXML();
}

function add(response: Element, step: CallStep): void {
  switch (step.do) {
    case 'say':
      response.addSpeak(step.text, voiceFor(step.locale));
      return;
    case 'listen': {
      const input = response.addGetInput({
        action: step.next,
        method: 'POST',
        inputType: 'dtmf speech',
        executionTimeout: Math.max(leastListeningS, step.seconds),
        language: step.locale,
        // What customers say is not for the provider's log.
        log: false,
        redirect: true,
        ...(step.oneDigit && { numDigits: 1 }),
      }) as Element;
      for (const text of step.say) input.addSpeak(text, voiceFor(step.locale));
      // Without input, Plivo goes on to what comes next.
      response.addRedirect(step.next, { method: 'POST' });
      return;
    }
    case 'go-to':
      response.addRedirect(step.next, { method: 'POST' });
      return;
    case 'connect': {
      const dial = response.addDial({
        action: step.next,
        method: 'POST',
        callerId: step.from,
        timeout: step.seconds,
        redirect: true,
        ...(step.whisper !== undefined && {
          confirmSound: step.whisper,
          confirmKey: takesWith,
          confirmTimeout: String(step.keySeconds),
        }),
      } as object) as Element;
      dial.addNumber(step.number.replace('+', ''), {});
      return;
    }
    case 'ask-key':
      // `Dial` asks for the key itself.
      response.addSpeak(step.say, voiceFor(step.locale));
      return;
    case 'record':
      response.addRecord({ recordSession: true, redirect: false, maxLength: longestCallS });
      return;
    case 'stream':
      throw new Error('Calls by Plivo are not streamed.');
    case 'hang-up':
      response.addHangup({});
  }
}

/** Plivo speaks what it has a voice for; the nearest is better than none. */
function voiceFor(locale: string): { voice: string; language: string } {
  const base = locale.split('-')[0] ?? '';
  const language = voices.has(locale) ? locale : (nearest[locale] ?? nearest[base] ?? 'en-US');
  return { voice: language === 'pt-PT' ? 'MAN' : 'WOMAN', language };
}

/** https://www.plivo.com/docs/voice/xml/speak: all but the Portuguese one are a woman's. */
const voices = new Set([
  ...['en-US', 'en-GB', 'en-AU', 'de-DE', 'fr-FR', 'fr-CA', 'es-ES', 'es-US', 'it-IT'],
  ...['nl-NL', 'pt-PT', 'pt-BR', 'pl-PL', 'da-DK', 'sv-SE', 'ru-RU'],
]);

const nearest: { [locale: string]: string } = {
  ...{ 'en-IE': 'en-GB', 'en-NZ': 'en-AU', 'en-IN': 'en-GB', 'es-MX': 'es-US' },
  ...{ en: 'en-US', de: 'de-DE', fr: 'fr-FR', es: 'es-ES', it: 'it-IT', nl: 'nl-NL', pt: 'pt-PT' },
};
