import twilio from 'twilio';
import type { CallStep } from './telephony.ts';

type Response = InstanceType<typeof twilio.twiml.VoiceResponse>;
type SayOptions = Parameters<Response['say']>[0];
type GatherOptions = NonNullable<Parameters<Response['gather']>[0]>;
type Locale<Options> = Options extends { language?: infer Tag } ? Tag : never;

/** The steps in Twilio's words. */
export function twiml(steps: readonly CallStep[]): string {
  const response = new twilio.twiml.VoiceResponse();
  for (const step of steps) add(response, step);
  return response.toString();
}

function add(response: Response, step: CallStep): void {
  switch (step.do) {
    case 'say':
      response.say(sayOptions(step.locale), step.text);
      return;
    case 'listen': {
      const gather = response.gather({
        input: ['speech', 'dtmf'],
        action: step.next,
        method: 'POST',
        language: step.locale as Locale<GatherOptions>,
        timeout: step.seconds,
        speechTimeout: 'auto',
        actionOnEmptyResult: true,
        ...(step.oneDigit && { numDigits: 1 }),
      } as GatherOptions);
      for (const text of step.say) gather.say(sayOptions(step.locale), text);
      return;
    }
    case 'go-to':
      response.redirect({ method: 'POST' }, step.next);
      return;
    case 'connect': {
      const dial = response.dial({
        action: step.next,
        method: 'POST',
        callerId: step.from,
        timeout: step.seconds,
        answerOnBridge: true,
      });
      dial.number(step.whisper === undefined ? {} : { url: step.whisper, method: 'POST' }, step.number);
      return;
    }
    case 'ask-key': {
      const gather = response.gather({
        input: ['dtmf'],
        numDigits: 1,
        finishOnKey: '',
        timeout: step.seconds,
        action: step.next,
        method: 'POST',
      });
      gather.say(sayOptions(step.locale), step.say);
      response.hangup();
      return;
    }
    case 'stream': {
      const connect = response.connect({ action: step.next, method: 'POST' });
      connect.conversationRelay({
        url: step.socket,
        language: step.locale,
        welcomeGreeting: step.greeting,
        dtmfDetection: true,
        interruptible: 'any',
      });
      return;
    }
    case 'record':
      response.start().recording({ channels: 'dual' });
      return;
    case 'hang-up':
      response.hangup();
  }
}

/** Tags are those of `callLanguage`, which Twilio has voices for. */
function sayOptions(locale: string): SayOptions & object {
  return { language: locale } as SayOptions & object;
}
