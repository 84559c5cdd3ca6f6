import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ChatMessage } from '../channels/chat-message.ts';

export type ChatClient = Awaited<ReturnType<typeof openChat>>;

const requestTimeoutMs = 10_000;
const retryEveryMs = 500;
const pollEveryMs = 60;

/** A customer at a chat window, over the channel's real endpoints. Sends again what was not acknowledged, with the same id. */
export async function openChat(
  url: string,
  {
    locale,
    identity,
    sendWithinMs = 60_000,
  }: {
    locale?: string;
    /** What the host page signed about the visitor. */
    identity?: string;
    sendWithinMs?: number;
  } = {},
) {
  const session = (await call('/sessions', {
    method: 'POST',
    body: JSON.stringify({ ...(locale && { locale }), ...(identity && { identity }) }),
  })) as {
    token: string;
    conversation: string;
  };

  async function call(path: string, init: RequestInit = {}, token?: string): Promise<unknown> {
    const response = await fetch(`${url}/channels/webchat${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new ChatRefused(response.status, body);
    return body;
  }

  async function persist<Value>(attempt: () => Promise<Value>): Promise<Value> {
    const until = Date.now() + sendWithinMs;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const final = error instanceof ChatRefused && error.status < 500 && error.status !== 429;
        if (final || Date.now() > until) throw error;
        await pause(retryEveryMs);
      }
    }
  }

  async function since(seq: number): Promise<{ messages: ChatMessage[]; status: { with: string } }> {
    return (await persist(() => call(`/messages?after=${seq}`, {}, session.token))) as Awaited<
      ReturnType<typeof since>
    >;
  }

  return {
    conversation: session.conversation,
    since,
    async say(
      text: string,
      { id = randomUUID() as string, choice = undefined as string | undefined } = {},
    ): Promise<string> {
      const body = JSON.stringify({ id, text, ...(choice === undefined ? {} : { choice }) });
      await persist(() => call('/messages', { method: 'POST', body }, session.token));
      return id;
    },
    /** What the other side says after `seq`, as soon as it says something; an empty list when it does not in time. */
    async hear(seq: number, withinMs: number): Promise<ChatMessage[]> {
      const until = Date.now() + withinMs;
      for (;;) {
        const { messages } = await since(seq);
        const heard = messages.filter(({ from }) => from !== 'customer');
        if (heard.length > 0 || Date.now() > until) return heard;
        await pause(pollEveryMs);
      }
    },
  };
}

export class ChatRefused extends Error {
  readonly status: number;
  constructor(status: number, body: unknown) {
    super(`The chat refused with ${status}: ${JSON.stringify(body)}`);
    this.name = 'ChatRefused';
    this.status = status;
  }
}
