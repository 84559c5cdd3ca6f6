import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi } from '../api/testing/test-api.ts';
import { startTestApi } from '../api/testing/test-api.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { startCaseRuntime } from '../testing/case-runtime.ts';
import { readEvents } from './testing/read-events.ts';

let runtime: CaseRuntime;
let api: TestApi;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: messages.at(-1)?.text.includes('person') ? 'unsure' : 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
    }),
  });
  api = await startTestApi({
    database: runtime.database,
    gateway: runtime.gateway,
    deps: { heartbeatMs: 200 },
  });
});

afterAll(async () => {
  await api?.stop();
  await runtime?.close();
});

type Session = { token: string; conversation: string; visitor: string };

async function openChat(
  body: object = {},
  headers: Record<string, string> = {},
): Promise<Session & { auth: { Authorization: string } }> {
  const opened = await api.call('POST', '/channels/webchat/sessions', body, headers);
  expect(opened.status).toBe(201);
  const session = opened.json as unknown as Session;
  return { ...session, auth: { Authorization: `Bearer ${session.token}` } };
}

const say = (auth: Record<string, string>, text: string, id = randomUUID()) =>
  api.call('POST', '/channels/webchat/messages', { id, text, at: Date.now() }, auth);

describe('web chat', () => {
  it('takes a message once, answers it over the open stream, and resumes after Last-Event-ID', async () => {
    const chat = await openChat();
    const first = readEvents(`${api.url}/channels/webchat/events`, chat.auth);
    const id = randomUUID();
    const [one, two] = await Promise.all([
      say(chat.auth, 'Hello there', id),
      say(chat.auth, 'Hello there', id),
    ]);
    expect([one.status, two.status]).toEqual([202, 202]);
    expect([one.json['duplicate'], two.json['duplicate']].toSorted((a, b) => Number(a) - Number(b))).toEqual([
      false,
      true,
    ]);

    const answer = await first.until((event) => event.type === 'message' && event.data.from === 'bot');
    expect(answer.data).toMatchObject({ seq: 2, text: 'You said: Hello there', from: 'bot' });
    expect(answer.id).toBe('2');
    expect(
      first.seen.filter(({ type, data }) => type === 'message' && data.from === 'customer'),
    ).toMatchObject([{ data: { id, seq: 1 } }]);
    expect(first.seen.find(({ type }) => type === 'status')?.data).toEqual({ with: 'bot' });
    await first.close();

    await say(chat.auth, 'And again');
    const second = readEvents(`${api.url}/channels/webchat/events`, { ...chat.auth, 'Last-Event-ID': '2' });
    const next = await second.until((event) => event.type === 'message' && event.data.from === 'bot');
    expect(next.data['text']).toBe('You said: And again');
    expect(second.seen.filter(({ type }) => type === 'message').map(({ id }) => id)).toEqual(['3', '4']);
    await second.close();

    const history = await api.call('GET', '/channels/webchat/messages?after=1', undefined, chat.auth);
    const messages = history.json['messages'] as { seq: number; delivery: string }[];
    expect(messages.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(messages[0]?.delivery).toBe('delivered');
    expect(history.json['status']).toEqual({ with: 'bot' });
  });

  it('tells who the customer is talking with, and passes typing and read marks on', async () => {
    const chat = await openChat();
    const stream = readEvents(`${api.url}/channels/webchat/events`, chat.auth);
    await say(chat.auth, 'a person please');
    expect((await stream.until(({ type, data }) => type === 'status' && data.with === 'queue')).data).toEqual(
      { with: 'queue' },
    );

    const admin = await api.signIn('agent');
    const caseId = (
      (await api.call('GET', '/api/cases?owner=queue', undefined, admin.bearer)).json['cases'] as {
        id: string;
      }[]
    )[0]?.id;
    const desk = readEvents(`${api.url}/api/events?topics=cases,case:${caseId}`, admin.bearer);
    await desk.opened;
    expect((await api.call('POST', '/channels/webchat/typing', { on: true }, chat.auth)).status).toBe(204);
    expect((await desk.until(({ type }) => type === 'typing')).data).toEqual({
      caseId,
      from: 'customer',
      on: true,
    });

    const act = (type: string, more = {}) =>
      api.call('POST', `/api/cases/${caseId}/actions`, { action: randomUUID(), type, ...more }, admin.cookie);
    expect((await act('claim')).json['case']).toMatchObject({ owner: 'agent', agent: { id: admin.id } });
    expect(
      (await stream.until(({ type, data }) => type === 'status' && data.with === 'agent')).data['agentName'],
    ).toBe('agent');
    expect((await act('reply', { text: 'Ana here.' })).status).toBe(200);
    const reply = await stream.until(({ type, data }) => type === 'message' && data.from === 'agent');
    expect(reply.data).toMatchObject({ text: 'Ana here.', author: 'agent' });

    expect(
      (await api.call('POST', '/channels/webchat/seen', { seq: reply.data.seq }, chat.auth)).status,
    ).toBe(204);
    const seen = await desk.until(({ type, data }) => type === 'message.changed' && data.state === 'seen');
    expect(seen.data['caseId']).toBe(caseId);
    await stream.close();
    await desk.close();
  });

  it('shows a message even when nobody was told of it', async () => {
    const chat = await openChat();
    const stream = readEvents(`${api.url}/channels/webchat/events`, chat.auth);
    await stream.until(({ type }) => type === 'status');
    const { conversation } = chat;
    const row = {
      caseId: 'none',
      customerId: 'none',
      conversation,
      channel: 'webchat',
      text: 'Lost words',
      at: Date.now(),
    };
    await api.stores.messages.add({ ...row, _id: randomUUID(), from: 'bot' });
    expect((await stream.until(({ type }) => type === 'message')).data['text']).toBe('Lost words');
    await stream.close();
  });

  it('keeps conversations apart: a token opens one, and ids of one name nothing in another', async () => {
    const [mine, theirs] = [await openChat(), await openChat()];
    const id = randomUUID();
    expect((await say(mine.auth, 'mine', id)).json['duplicate']).toBe(false);
    expect((await say(theirs.auth, 'theirs', id)).json['duplicate']).toBe(false);
    const history = await api.call('GET', '/channels/webchat/messages', undefined, theirs.auth);
    const texts = (history.json['messages'] as { text: string }[]).map(({ text }) => text);
    expect(texts).toContain('theirs');
    expect(texts).not.toContain('mine');
  });

  it('knows an account by the host page’s signature, on every device, and nothing less', async () => {
    const sign = (secret: string, claims: object = {}, expires = '5m') =>
      new SignJWT({ name: 'Ana', email: 'Ana@Example.com', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('4711')
        .setExpirationTime(expires)
        .sign(new TextEncoder().encode(secret));
    const good = await sign('x'.repeat(40));
    const [laptop, phone] = [await openChat({ identity: good }), await openChat({ identity: good })];
    expect(laptop.conversation).toBe(phone.conversation);
    expect((await openChat()).conversation).not.toBe(laptop.conversation);

    await say(laptop.auth, 'who am I');
    const row = (await api.stores.messages.byConversation(laptop.conversation))[0];
    const held = await api.stores.customers.identifiersOf(row?.customerId ?? '');
    expect(held.map(({ kind, value }) => `${kind}:${value}`)).toEqual(
      expect.arrayContaining(['account:4711', 'email:ana@example.com', `webchat:${laptop.visitor}`]),
    );

    const holder = await api.stores.customers.findByIdentifier({ kind: 'account', value: '4711' });
    expect(holder?._id).toBe(row?.customerId);

    // Who said nothing before has lost nothing, and finds what the account said elsewhere.
    const silent = await openChat();
    expect((await openChat({ identity: good }, silent.auth)).conversation).toBe(laptop.conversation);

    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"4711","exp":9999999999}').toString('base64url')}.`;
    for (const identity of [
      await sign('y'.repeat(40)),
      await sign('x'.repeat(40), {}, '-5m'),
      none,
      'not a token',
    ]) {
      const refused = await api.call('POST', '/channels/webchat/sessions', { identity });
      expect(refused.status).toBe(401);
      expect(refused.json).toMatchObject({
        code: 'webchat.identity-invalid',
        errors: [{ field: 'identity' }],
      });
    }
  });

  describe('a stranger who signs in', () => {
    const signed = (account: string, name = 'Ines') =>
      new SignJWT({ name })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(account)
        .setExpirationTime('5m')
        .sign(new TextEncoder().encode('x'.repeat(40)));
    const textsOf = async (auth: Record<string, string>) => {
      const history = await api.call('GET', '/channels/webchat/messages', undefined, auth);
      expect(history.status).toBe(200);
      return (history.json['messages'] as { text: string; from: string }[])
        .filter(({ from }) => from === 'customer')
        .map(({ text }) => text);
    };
    const caseOf = async (conversation: string) =>
      (await api.stores.messages.lastOf(conversation))?.caseId ?? 'none';
    const asAgentsSee = async (caseId: string) => {
      const agent = await api.signIn('agent');
      return (await api.call('GET', `/api/cases/${caseId}`, undefined, agent.bearer)).json;
    };

    it('keeps conversation and case, and agents see who it is at once', async () => {
      const stranger = await openChat();
      await say(stranger.auth, 'My kettle leaks');
      const caseId = await caseOf(stranger.conversation);
      expect(await asAgentsSee(caseId)).toMatchObject({ customer: { verified: false } });
      const agent = await api.signIn('agent');
      const desk = readEvents(`${api.url}/api/events?topics=case:${caseId}`, agent.bearer);
      await desk.opened;

      const account = randomUUID();
      const known = await openChat({ identity: await signed(account) }, stranger.auth);
      expect(known.conversation).toBe(stranger.conversation);
      await desk.until(({ type }) => type === 'case.changed');
      await desk.close();
      expect(await asAgentsSee(caseId)).toMatchObject({
        customer: {
          name: 'Ines',
          verified: true,
          identifiers: expect.arrayContaining([
            expect.objectContaining({ kind: 'account', value: account, level: 'verified' }),
          ]),
        },
      });
      await say(known.auth, 'Order 4711');
      expect(await textsOf(known.auth)).toEqual(['My kettle leaks', 'Order 4711']);
      const rows = await api.stores.messages.byConversation(known.conversation);
      expect(new Set(rows.map((row) => row.caseId))).toEqual(new Set([caseId]));

      // Signed out and in again, and at another device: the same conversation.
      const again = await openChat({ identity: await signed(account) });
      expect(await textsOf(again.auth)).toEqual(['My kettle leaks', 'Order 4711']);
    });

    it('brings the case to the customer who has the account already', async () => {
      const account = randomUUID();
      const phone = await openChat({ identity: await signed(account) });
      await say(phone.auth, 'An old question');
      const stranger = await openChat();
      await say(stranger.auth, 'My kettle leaks');
      const [old, fresh] = [await caseOf(phone.conversation), await caseOf(stranger.conversation)];
      // A case that began to run later would know from its first entry who it is.
      await expect.poll(() => api.stores.journal.last(fresh), { timeout: 10_000 }).not.toBeNull();
      const laptop = await openChat({ identity: await signed(account) }, stranger.auth);
      await say(laptop.auth, 'Order 4711');
      await say(phone.auth, 'More about the old one');
      const casesIn = async ({ conversation }: Session) =>
        (await api.stores.messages.byConversation(conversation)).map(({ caseId }) => caseId);
      expect(new Set(await casesIn(laptop))).toEqual(new Set([fresh]));
      expect(new Set(await casesIn(phone))).toEqual(new Set([old]));
      const [one, other] = [await api.stores.cases.get(old), await api.stores.cases.get(fresh)];
      expect(other?.customerId).toBe(one?.customerId);
      expect(await asAgentsSee(fresh)).toMatchObject({ customer: { verified: true } });
      // The running case knows it too, by an entry of its journal.
      const changes = async () =>
        (await api.stores.journal.read(fresh)).flatMap(({ content }) =>
          content?.event.type === 'customer.changed' ? [content.event.customer] : [],
        );
      await expect
        .poll(changes, { timeout: 10_000 })
        .toMatchObject([{ id: one?.customerId, verified: true, name: 'Ines' }]);
      // An account keeps the conversation that it had.
      const tablet = await openChat({ identity: await signed(account) });
      expect(tablet.conversation).toBe(phone.conversation);
    });

    it('shuts out whoever kept the first token, and leaves nothing for another account', async () => {
      const stranger = await openChat();
      await say(stranger.auth, 'My kettle leaks');
      const watching = readEvents(`${api.url}/channels/webchat/events`, stranger.auth);
      await watching.opened;
      const known = await openChat({ identity: await signed(randomUUID()) }, stranger.auth);
      await say(known.auth, 'My address is 4 Mill Lane');

      for (const [method, path] of [
        ['GET', '/messages'],
        ['GET', '/events'],
        ['POST', '/sessions/renew'],
      ] as const) {
        const refused = await api.call(method, `/channels/webchat${path}`, undefined, stranger.auth);
        expect([path, refused.status]).toEqual([path, 401]);
      }
      await watching.ended;
      expect((await say(stranger.auth, 'It is me')).status).toBe(401);
      expect((await openChat({}, stranger.auth)).conversation).not.toBe(stranger.conversation);
      const other = await openChat({ identity: await signed(randomUUID()) }, stranger.auth);
      expect(other.conversation).not.toBe(stranger.conversation);
      expect(await textsOf(other.auth)).toEqual([]);
    });
  });

  it('renews tokens, and takes only its own', async () => {
    const chat = await openChat({ locale: 'de' });
    const renewed = await api.call('POST', '/channels/webchat/sessions/renew', {}, chat.auth);
    expect(renewed.json).toMatchObject({ conversation: chat.conversation, visitor: chat.visitor });
    const [head, body, signature = ''] = chat.token.split('.');
    const changed = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
    for (const token of [`${head}.${body}.${changed}`, 'garbage', '', 'a.b.c']) {
      const refused = await api.call('GET', '/channels/webchat/messages', undefined, {
        Authorization: `Bearer ${token}`,
      });
      expect(refused.status, token).toBe(401);
    }
  });

  it('answers pages of allowed origins only', async () => {
    const preflight = (origin: string) =>
      api.call('OPTIONS', '/channels/webchat/messages', undefined, {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
      });
    const allowed = await preflight('https://shop.example.com');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://shop.example.com');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
    expect((await preflight('https://evil.example')).status).toBe(403);
    const own = await api.call(
      'POST',
      '/channels/webchat/sessions',
      {},
      { Origin: 'http://support.example.com' },
    );
    expect(own.status).toBe(201);
  });

  it('shows the article under an answer without any of its own HTML or scripts', async () => {
    await api.stores.policies.set({
      name: 'refund_days',
      type: 'number',
      value: 30,
      title: 'Refund',
      author: 'test',
      at: Date.now(),
    });
    await api.knowledge.put({
      articleId: 'returns',
      title: 'Returns',
      body: '# Returns\n\nWithin {{ policy.refund_days }} days. [Form](https://shop.example.com/r) [x](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<script>alert(1)</script>',
    });
    const read = await api.call('GET', '/channels/webchat/articles/returns');
    expect(read.status).toBe(200);
    const html = String(read.json['html']);
    expect(html).toContain('Within 30 days');
    expect(html).toContain('href="https://shop.example.com/r"');
    expect(html).not.toMatch(/<script|<img|javascript:/i);
    expect((await api.call('GET', '/channels/webchat/articles/nothing')).status).toBe(404);
  });
});
