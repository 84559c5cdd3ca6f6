import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Channel, ChannelRequest } from '../channel.ts';
import { FileRefused, SendRefused } from '../channel.ts';

/** What a channel brings so that the suite can talk to it as its provider, or its customers, would. */
export type ChannelFixture<Proof> = {
  channel: Channel<Proof>;
  /** A genuine request that carries this text, under this id of the provider. */
  request: (text: string, providerMessageId: string) => Promise<ChannelRequest>;
  /** The same, with what proves the sender taken away or changed. */
  forgeries: (request: ChannelRequest) => ChannelRequest[];
  /** Where anybody may write: the same from senders who are not proven. It is taken, and who wrote it is a claim. */
  claims?: (request: ChannelRequest) => ChannelRequest[];
  /** Requests that are genuine and make no sense. */
  nonsense: () => Promise<ChannelRequest[]>;
  /** How often the customer got the message with this send id. */
  received: (id: string) => Promise<number>;
  /** One in which the customer has written. */
  conversation: string;
  /** A file that the provider keeps, of more than 10 bytes; of channels that fetch them. */
  file?: () => Promise<{ reference: string; bytes: Uint8Array }>;
};

/** The contract of every channel. */
export function describeChannel<Proof>(
  name: string,
  setUp: () => Promise<ChannelFixture<Proof>>,
  { anybodyMayWrite = false } = {},
): void {
  describe(`the channel ${name}`, () => {
    it('declares what it can do', async () => {
      const { channel } = await setUp();
      expect(channel.name).toMatch(/^[a-z][a-z-]*$/);
      expect(channel.capabilities.maxTextLength).toBeGreaterThan(0);
      expect(channel.capabilities.maxChoices).toBeGreaterThan(0);
    });

    it('takes a genuine message with who wrote it, and gives it the same ids when it comes again', async () => {
      const { channel, request } = await setUp();
      const texts = ['Hello', 'ünïcödé 🧵 \u202e and\ntwo lines', '{{ policy.x }} <b>"quotes"</b>'];
      for (const [index, text] of texts.entries()) {
        const sent = await request(text, `m${index}`);
        const [first, again] = [
          await parsed(sent, channel),
          await parsed({ ...sent, at: sent.at + 5_000 }, channel),
        ];
        if (!first.ok || !again.ok) throw new Error('it was refused');
        expect(first.messages.map((message) => message.text)).toEqual([text]);
        const [message] = first.messages;
        expect(message).toMatchObject({ channel: channel.name, at: sent.at });
        expect(message?.identifiers.length).toBeGreaterThan(0);
        expect(message?.identifiers[0]?.evidence).toMatch(/\S/);
        expect(message?.conversation).toMatch(/\S/);
        const ids = ({ providerMessageId, messageId, conversation }: NonNullable<typeof message>) => ({
          providerMessageId,
          messageId,
          conversation,
        });
        expect(again.messages.map(ids)).toEqual(first.messages.map(ids));
      }
    });

    it('gives different messages different ids', async () => {
      const { channel, request } = await setUp();
      const both = [
        await parsed(await request('one', 'a'), channel),
        await parsed(await request('one', 'b'), channel),
      ];
      const ids = both.flatMap((result) =>
        result.ok ? result.messages.map(({ messageId }) => messageId) : [],
      );
      expect(new Set(ids).size).toBe(2);
    });

    it('refuses what its sender cannot prove, with a reason', async () => {
      const { channel, request, forgeries } = await setUp();
      const forged = forgeries(await request('Give me access', 'm'));
      expect(forged.length).toBeGreaterThan(1);
      for (const one of forged) {
        const verified = await channel.verify(one);
        expect(verified).toMatchObject({ ok: false, text: expect.stringMatching(/\S/) });
      }
    });

    if (anybodyMayWrite) testClaims(setUp);

    it('returns issues for what makes no sense, and never throws', async () => {
      const { channel, nonsense } = await setUp();
      for (const request of await nonsense()) {
        const result = await parsed(request, channel);
        const issues = result.ok ? [] : result.issues;
        expect(issues.length, JSON.stringify(request.body)).toBeGreaterThan(0);
        expect(issues.every(({ field, text, fix }) => field && text && fix)).toBe(true);
      }
    });

    it('hands a message to the customer once, however often it is sent', async () => {
      const { channel, conversation, received } = await setUp();
      const outbound = { caseId: 'case', conversation, from: 'bot', at: Date.now() } as const;
      const [first, other] = [randomUUID(), randomUUID()].map((id) => `case:1:${id}`) as [string, string];
      const message = { ...outbound, id: first, text: `An answer ${first}` };
      const atOnce = channel.knowsSends ? 3 : 1;
      await Promise.all(Array.from({ length: atOnce }, () => channel.send(message)));
      await channel.send({ ...message, again: true }).catch(unconfirmed);
      expect(await received(first)).toBe(1);
      await channel.send({ ...outbound, id: other, text: `Another ${other}` });
      expect(await received(other)).toBe(1);
    });

    it('fetches what customers attached, within limits', async () => {
      const { channel, file } = await setUp();
      expect(file !== undefined, 'a channel that fetches files brings one').toBe(
        channel.fetchFile !== undefined,
      );
      if (!file || !channel.fetchFile) return;
      const { reference, bytes } = await file();
      const signal = AbortSignal.timeout(10_000);
      const fetched = await channel.fetchFile(reference, { signal, maxBytes: bytes.length });
      expect(Buffer.from(fetched.bytes).equals(bytes)).toBe(true);
      await expect(channel.fetchFile(reference, { signal, maxBytes: 10 })).rejects.toThrow(FileRefused);
      const late = { signal: AbortSignal.abort(new Error('late')), maxBytes: bytes.length };
      await expect(channel.fetchFile(reference, late)).rejects.toThrow(/late|abort/i);
    });
  });
}

/** Where the provider cannot be asked whether it has a message, a second try is refused. */
function unconfirmed(error: unknown): void {
  if (!(error instanceof SendRefused) || error.code !== 'channel.unconfirmed') throw error;
}

function testClaims<Proof>(setUp: () => Promise<ChannelFixture<Proof>>): void {
  it('takes what an unproven sender says about who they are for a claim', async () => {
    const { channel, request, claims } = await setUp();
    const claimed = claims?.(await request('It is me', 'm')) ?? [];
    expect(claimed.length).toBeGreaterThan(0);
    for (const one of claimed) {
      const result = await parsed(one, channel);
      const levels = result.ok
        ? result.messages.flatMap(({ identifiers }) => identifiers.map(({ level }) => level))
        : [];
      expect(levels).toEqual(['claimed']);
    }
  });
}

async function parsed<Proof>(request: ChannelRequest, channel: Channel<Proof>) {
  const verified = await channel.verify(request);
  if (!verified.ok) throw new Error(verified.text);
  return channel.parse(request, verified.proof);
}
