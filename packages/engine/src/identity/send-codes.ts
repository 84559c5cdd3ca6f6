import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { textIn } from '@throughline/nodes/texts';
import type { ChannelsConfig } from '../channel-config.ts';
import { NotSent } from '../channels/channel.ts';
import { createPlivoClient, plivoError } from '../channels/plivo-client.ts';
import { createTwilioClient, sendErrorOf } from '../channels/twilio-client.ts';
import type { MailNames } from '../mail/mail-names.ts';
import type { SendMail } from '../mail/smtp-sender.ts';
import type { IdentifierName } from '../stores/identifiers.ts';

/** A code on its way to somebody. `key` is the same for every try. */
export type CodeToSend = { identifier: IdentifierName; code: string; key: string; language: string };

/** Hands one-time codes to providers: beside the cases, so that they stand in no conversation, history or outbox. */
export type CodeSender = {
  /** Whether any channel of this installation reaches identifiers of the kind. */
  canSend(kind: string): boolean;
  /** Resolves when it was taken, or nothing can be done about it any more: nobody may tell from it who is known. */
  send(code: CodeToSend): Promise<void>;
};

export type CodeSenderDeps = {
  channels: Pick<ChannelsConfig, 'twilio' | 'plivo' | 'email'>;
  mail?: { names: MailNames; sendMail: SendMail };
  log: Pick<Logger, 'warn'>;
  /** Between two tries. */
  pausesMs?: number[];
};

type Give = (code: CodeToSend) => Promise<unknown>;

export function createCodeSender(deps: CodeSenderDeps): CodeSender {
  const { log, pausesMs = [1_000, 5_000] } = deps;
  const ways: { [kind: string]: Give | undefined } = { email: byMail(deps), phone: bySms(deps) };

  return {
    canSend: (kind) => ways[kind] !== undefined,
    async send(code) {
      const { kind } = code.identifier;
      for (let tries = 0; ; tries++) {
        try {
          return void (await ways[kind]?.(code));
        } catch (error) {
          log.warn({ kind, error: nameOf(error) }, 'a code could not be sent');
          // What may have been taken is not sent twice: who did not get it asks for another.
          const waitMs = error instanceof NotSent ? pausesMs[tries] : undefined;
          if (waitMs === undefined) return;
          await pause(waitMs, undefined, { ref: false });
        }
      }
    },
  };
}

function byMail({ channels: { email }, mail }: CodeSenderDeps): Give | undefined {
  const ours = email?.addresses[0];
  if (!email || !mail || ours === undefined) return undefined;
  return ({ identifier, code, key, language }) => {
    const text = textOf(code, language, email.displayName);
    return mail.sendMail({
      messageId: mail.names.messageIdOf(`code:${key}`, ours),
      from: { name: email.displayName, address: ours },
      to: { name: '', address: identifier.value },
      envelope: { from: ours, to: [identifier.value] },
      subject: `${textIn(subjects, language)} (${email.displayName})`,
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'OOF, AutoReply' },
      text,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}

/** By Twilio or Plivo, whichever has a number for SMS. */
function bySms({ channels: { twilio, plivo } }: CodeSenderDeps): Give | undefined {
  if (twilio?.smsFrom !== undefined) {
    const { smsFrom: from } = twilio;
    const client = createTwilioClient(twilio);
    return ({ identifier, code, language }) =>
      client.messages
        .create({ from, to: identifier.value, body: textOf(code, language) })
        .catch((error: unknown) => {
          throw sendErrorOf(error);
        });
  }
  if (plivo?.smsFrom === undefined) return undefined;
  const { smsFrom: from } = plivo;
  const client = createPlivoClient(plivo);
  return ({ identifier, code, language }) =>
    client.messages.create(from, identifier.value, textOf(code, language)).catch((error: unknown) => {
      throw plivoError(error);
    });
}

function textOf(code: string, language: string, name?: string): string {
  const text = textIn(texts, language).replace('000000', `${code.slice(0, 3)} ${code.slice(3)}`);
  return name === undefined ? text : `${text}\n\n${name}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

const subjects = [
  { language: 'en', text: 'Your code' },
  { language: 'de', text: 'Ihr Code' },
  { language: 'es', text: 'Su código' },
  { language: 'fr', text: 'Votre code' },
  { language: 'sv', text: 'Din kod' },
];

const texts = [
  {
    language: 'en',
    text: 'Your code is 000000. It is valid for 10 minutes. Give it to nobody who calls or writes to you; if you did not ask for it, you need not do anything.',
  },
  {
    language: 'de',
    text: 'Ihr Code ist 000000. Er gilt 10 Minuten. Geben Sie ihn niemandem, der Sie anruft oder Ihnen schreibt; haben Sie ihn nicht angefordert, müssen Sie nichts tun.',
  },
  {
    language: 'es',
    text: 'Su código es 000000. Es válido durante 10 minutos. No se lo dé a nadie que le llame o le escriba; si no lo ha pedido, no tiene que hacer nada.',
  },
  {
    language: 'fr',
    text: 'Votre code est 000000. Il est valable 10 minutes. Ne le donnez à personne qui vous appelle ou vous écrit ; si vous ne l’avez pas demandé, vous n’avez rien à faire.',
  },
  {
    language: 'sv',
    text: 'Din kod är 000000. Den gäller i 10 minuter. Ge den inte till någon som ringer eller skriver till dig; har du inte bett om den behöver du inte göra något.',
  },
];
