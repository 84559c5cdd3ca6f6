import { SignJWT } from 'jose';
import { openChat } from '../../packages/engine/src/play/chat-client.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import type { Line } from './driver.ts';

export type LinesDeps = { url: string; twilio: TwilioStandIn; ours: string; identitySecret: string };

/** The channels of the matrix, each as a person uses it. */
export function createLines(deps: LinesDeps): Line[] {
  return [webchat(deps), texting('sms', deps), texting('whatsapp', deps)];
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
      };
    },
  };
}

function texting(name: 'sms' | 'whatsapp', { url, twilio, ours }: LinesDeps): Line {
  const prefix = name === 'whatsapp' ? 'whatsapp:' : '';
  return {
    name,
    form: { maxLength: 1_600, spoken: false },
    open: async ({ phone }) => ({
      async say(Body) {
        const fields = { From: `${prefix}${phone}`, To: `${prefix}${ours}`, Body };
        const { status } = await postWebhook(url, twilio.message(`${url}/channels/twilio/${name}`, fields));
        if (status !== 200) throw new Error(`the ${name} webhook answered ${status}`);
      },
      heard: async () => twilio.sent.filter(({ to }) => to === `${prefix}${phone}`).map(({ body }) => body),
    }),
  };
}
