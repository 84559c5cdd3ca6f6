import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import type { Line } from '../../packages/engine/src/demo/line.ts';
import { openChat } from '../../packages/engine/src/play/chat-client.ts';
import { postRaw, postWebhook } from './post-webhook.ts';
import type { MailServer } from './mail-server.ts';
import type { MetaStandIn } from './meta.ts';
import { isCode, portalLine } from './portal-line.ts';
import type { TelegramStandIn } from './telegram.ts';
import type { TwilioStandIn } from './twilio.ts';
import type { PhoneCall } from './phone-call.ts';
import { twilioVoice } from './twilio-voice.ts';

export type LinesDeps = {
  url: string;
  twilio: TwilioStandIn;
  meta: MetaStandIn;
  telegram: TelegramStandIn;
  mailServer: MailServer;
  /** Our own mail server. */
  mailPort: number;
  ours: string;
  identitySecret: string;
};

/** The channels of an installation, each as a person uses it. */
export function createLines(deps: LinesDeps): Line[] {
  return [
    webchat(deps),
    email(deps),
    texting('sms', deps),
    texting('whatsapp', deps),
    voice(deps),
    messenger(deps),
    telegram(deps),
    portalLine(deps),
  ];
}

function webchat({ url, identitySecret }: LinesDeps): Line {
  return {
    name: 'webchat',
    form: { maxLength: 8_000, spoken: false },
    async open({ account }) {
      const identity = await new SignJWT({ name: 'Ana Lima' })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(account)
        .setExpirationTime('10m')
        .sign(new TextEncoder().encode(identitySecret));
      const chat = await openChat(url, { identity });
      return {
        say: async (text) => void (await chat.say(text)),
        heard: async () =>
          (await chat.since(0)).messages.filter(({ from }) => from !== 'customer').map(({ text }) => text),
        offered: async () =>
          (await chat.since(0)).messages.flatMap(({ choices = [] }) => choices.map(({ label }) => label)),
      };
    },
  };
}

function texting(name: 'sms' | 'whatsapp', { url, twilio, ours }: LinesDeps): Line {
  const prefix = name === 'whatsapp' ? 'whatsapp:' : '';
  return {
    name,
    form: { maxLength: 1_600, spoken: false },
    open: async ({ phone }) => {
      const sent = () => twilio.sent.filter(({ to }) => to === `${prefix}${phone}`);
      return {
        async say(Body) {
          const fields = { From: `${prefix}${phone}`, To: `${prefix}${ours}`, Body };
          const { status } = await postWebhook(url, twilio.message(`${url}/channels/twilio/${name}`, fields));
          if (status !== 200) throw new Error(`the ${name} webhook answered ${status}`);
        },
        heard: async () => sent().map(({ body }) => body),
        offered: async () =>
          sent().flatMap(({ buttons, items = [] }) => [
            ...buttons.map(({ title }) => title),
            ...items.map(({ item }) => item),
          ]),
      };
    },
  };
}

function messenger({ url, meta }: LinesDeps): Line {
  return {
    name: 'messenger',
    form: { maxLength: 2_000, spoken: false },
    async open({ pageScopedId }) {
      meta.people.set(pageScopedId, 'messenger');
      const sent = () => meta.sent.filter(({ to }) => to === pageScopedId);
      return {
        async say(text) {
          const { rawBody, headers } = meta.said('messenger', pageScopedId, { mid: meta.mid(), text });
          const { status } = await postRaw(`${url}/channels/messenger`, { rawBody, headers });
          if (status !== 200) throw new Error(`the webhook of Messenger answered ${status}`);
        },
        heard: async () => sent().map(({ text }) => text),
        offered: async () => sent().flatMap(({ replies }) => replies.map(({ title }) => title)),
      };
    },
  };
}

function telegram({ url, telegram: standIn }: LinesDeps): Line {
  return {
    name: 'telegram',
    form: { maxLength: 4_096, spoken: false },
    open: async ({ telegramId }) => ({
      async say(text) {
        const from = { id: Number(telegramId), first_name: 'Ana', last_name: 'Lima' };
        const { status } = await postRaw(`${url}/channels/telegram`, standIn.message(from, { text }));
        if (status !== 200 && status !== 204) throw new Error(`the webhook of Telegram answered ${status}`);
      },
      heard: async () =>
        standIn.sent.filter(({ chat }) => chat === Number(telegramId)).map(({ text }) => text),
    }),
  };
}

export const ourAddress = 'support@shop.example';
/** The server that receives for us, and whose word about senders counts. */
export const authserv = 'mx.shop.example';

function email({ mailServer, mailPort }: LinesDeps): Line {
  return {
    name: 'email',
    form: { maxLength: 100_000, spoken: false },
    open: async ({ email: address }) => {
      const received = () =>
        mailServer.received
          .filter(({ to, mail }) => to.includes(address) && !isCode(mail))
          .map(({ mail }) => mail);
      return {
        async say(text) {
          const last = received().at(-1);
          const transport = createTransport({ host: '127.0.0.1', port: mailPort, ignoreTLS: true });
          await transport.sendMail({
            from: { name: 'Ana Lima', address },
            to: last?.replyTo?.value[0]?.address ?? ourAddress,
            subject: last?.subject ?? 'My order',
            messageId: `<${randomUUID()}@example.com>`,
            ...(last?.messageId && { inReplyTo: last.messageId, references: last.messageId }),
            headers: { 'Authentication-Results': `${authserv}; dmarc=pass header.from=example.com` },
            text: last ? `${text}\n\n${quoted(last)}` : text,
          });
          transport.close();
        },
        heard: async () => received().map((mail) => (mail.text ?? '').trim()),
      };
    },
  };
}

/** As a mail program answers. */
function quoted({ from, text = '' }: ParsedMail): string {
  const lines = text.trim().replaceAll(/^/gm, '> ');
  return `On Sat, Nov 21, 2026 at 9:30 PM ${from?.text ?? 'Support'} wrote:\n\n${lines}`;
}

function voice({ url, twilio, ours }: LinesDeps): Line {
  const phone = twilioVoice({ apiUrl: url, publicUrl: url, ...twilio.account });
  return {
    name: 'voice',
    form: { maxLength: 4_000, spoken: true },
    async open({ phone: from }) {
      let call: PhoneCall | undefined;
      let quiet: Promise<void> | undefined;
      return {
        async say(text) {
          call ??= phone.call({ from, to: ours, stirVerstat: 'TN-Validation-Passed-A' });
          await call.says(text);
        },
        async heard() {
          const heard = call?.heard.map(({ text }) => text) ?? [];
          // Who waits for a person says nothing, and the provider tells so every few seconds.
          if (waitsForPerson(heard) && call && !quiet)
            quiet = call
              .isSilent()
              .catch(() => undefined)
              .finally(() => (quiet = undefined));
          return heard;
        },
        close: async () => call?.hangsUp(),
      };
    },
  };
}

function waitsForPerson(heard: readonly string[]): boolean {
  return /to a colleague|still holding|stay on the line/i.test(heard.at(-1) ?? '');
}
