import { createHash, randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Channel, ChannelRequest } from '@throughline/engine/channels/channel';
import { FileRefused, NotSent, SendRefused } from '@throughline/engine/channels/channel';
import { createTelegram } from '@throughline/engine/channels/telegram';
import { describeChannel } from '@throughline/engine/channels/testing/describe-channel';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { png } from '@throughline/engine/files/testing/pictures';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { eventually } from '@throughline/engine/testing/case-runtime';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { SignedBytes } from '../providers/post-webhook.ts';
import type { TelegramStandIn, TelegramUser } from '../providers/telegram.ts';
import { startTelegram } from '../providers/telegram.ts';
import { parsed as parsedBy, saying } from './channel-test.ts';
import { startEchoCase } from './echo-case.ts';

const pdf = Buffer.from('%PDF-1.7 label');
const url = 'https://support.example.com/channels/telegram';

let telegram: TelegramStandIn;
let database: TestDatabase;
let channel: Channel<true>;

beforeAll(async () => {
  [telegram, database] = await Promise.all([startTelegram(), testDatabase(inject('mongodbUrl'))]);
  channel = createTelegram({
    config: { ...telegram.account, baseUrl: telegram.url },
    conversations: database.stores.conversations,
    conversationIds: createConversationIds(database.masterKey.bytes),
    files: database.stores.files,
  });
});
afterAll(async () => {
  await telegram?.close();
  await database?.drop();
});
beforeEach(() => telegram.faults.splice(0));

const someone = (): TelegramUser => ({
  id: randomInt(1, 1e9),
  first_name: 'Ana',
  last_name: 'Lima',
  language_code: 'pt-br',
});

function requestOf({ headers, rawBody }: SignedBytes): ChannelRequest {
  return { url, headers, rawBody, body: JSON.parse(rawBody.toString()), at: Date.now() };
}

const parsed = (update: SignedBytes) => parsedBy(channel, requestOf(update));

/** A conversation in which the customer has written. */
async function conversationWith(user: TelegramUser): Promise<string> {
  const [message] = (await parsed(telegram.message(user, { text: 'Hello' }))).messages;
  if (!message?.reach) throw new Error('there is no address');
  const { conversation: id, reach, at } = message;
  await database.stores.conversations.heard({ id, channel: 'telegram', customerId: 'ana', at, ...reach });
  return id;
}

const sentTo = (user: TelegramUser) => telegram.sent.filter(({ chat }) => chat === user.id);

/** The same name is the same message, with the same number. */
const numberOf = (name: string) => createHash('sha256').update(name).digest().readUInt32BE();

describeChannel('telegram', async () => {
  const user = someone();
  return {
    channel,
    request: async (text, name) => requestOf(telegram.message(user, { text, message_id: numberOf(name) })),
    forgeries: (request) => [
      { ...request, headers: {} },
      ...['', 'x', `${telegram.account.webhookSecret}x`, telegram.account.botToken].map((secret) => ({
        ...request,
        headers: { ...request.headers, 'x-telegram-bot-api-secret-token': secret },
      })),
    ],
    nonsense: async () =>
      [null, 'text', [], {}, { update_id: 'x' }, { update_id: 1, message: { text: 'x' } }].map((body) => ({
        ...requestOf(telegram.message(user, { text: 'x' })),
        body,
      })),
    received: async (id) => sentTo(user).filter(({ text }) => text.endsWith(id)).length,
    file: async () => {
      const [reference, bytes] = [`file ${randomInt(1e9)}`, randomBytes(2_000)];
      telegram.files.set(reference, bytes);
      return { reference, bytes };
    },
    conversation: await conversationWith(user),
  };
});

describe('what customers do on Telegram', () => {
  it('tells who writes, and where an answer goes, in ids that say nothing', async () => {
    const user = someone();
    const [message] = (await parsed(telegram.message(user, { text: ' Where is my order?\r\n' }))).messages;
    expect(message).toMatchObject({
      text: 'Where is my order?',
      customerName: 'Ana Lima',
      language: 'pt-br',
      identifiers: [
        { kind: 'telegram', value: String(user.id), level: 'verified', evidence: 'telegram-webhook' },
      ],
      reach: { theirs: String(user.id), ours: telegram.account.botToken.split(':')[0] },
    });
    expect(message?.conversation).toMatch(/^[0-9a-f-]{36}$/);
    expect(`${message?.providerMessageId} ${message?.messageId}`).not.toContain(String(user.id));
  });

  it('takes files by their id, with the words below them', async () => {
    const files = [
      [
        {
          photo: [
            { file_id: 'small', file_size: 9 },
            { file_id: 'large', file_size: 900 },
          ],
          caption: 'Broken',
        },
        {
          text: 'Broken',
          file: { name: 'photo.jpg', mediaType: 'image/jpeg', bytes: 900, reference: 'large' },
        },
      ],
      [
        { document: { file_id: 'd', file_name: 'invoice.pdf', mime_type: 'application/pdf', file_size: 3 } },
        { text: '[application/pdf]', file: { name: 'invoice.pdf', bytes: 3, reference: 'd' } },
      ],
      [
        { voice: { file_id: 'v', mime_type: 'audio/ogg' } },
        { text: '[audio/ogg]', file: { name: 'voice.ogg', bytes: 0 } },
      ],
    ] as const;
    for (const [fields, { text, file }] of files) {
      const [message] = (await parsed(telegram.message(someone(), fields))).messages;
      expect(message).toMatchObject({ text, attachments: [file] });
    }
    const [place] = (
      await parsed(telegram.message(someone(), { location: { latitude: 52.1, longitude: 4.3 } }))
    ).messages;
    expect(place?.text).toBe('Location: 52.1, 4.3');
  });

  it('loses a file that Telegram gives out no longer', async () => {
    const limits = { signal: AbortSignal.timeout(5_000), maxBytes: 1_000 };
    await expect(channel.fetchFile?.('gone', limits)).rejects.toThrow(FileRefused);
  });

  it('leaves groups, other bots, edited messages and what it does not know alone', async () => {
    const user = someone();
    const group = { id: -100, type: 'supergroup', title: 'Friends' };
    const others = [
      telegram.message(user, { text: 'Hi all', chat: group }),
      telegram.message(user, { text: 'Hi', from: { ...user, is_bot: true } }),
      telegram.message(user, { pinned_message: {} }),
      telegram.message(user, { text: ' \u0007 ' }),
      telegram.update({ edited_message: { message_id: 1, text: 'edited' } }),
      telegram.update({ poll: {} }),
    ];
    for (const update of others) expect(await parsed(update)).toEqual({ ok: true, messages: [] });
  });

  it('takes the Start button once in ten minutes as a greeting, and as the question that a link asks', async () => {
    const user = someone();
    const start = async (text: string, date = 1_790_000_000) =>
      (await parsed(telegram.message(user, { text, date }))).messages[0];
    const [first, again, later] = [
      await start('/start'),
      await start('/start', 1_790_000_030),
      await start('/start', 1_790_000_000 + 600),
    ];
    expect(first?.text).toBe('Hello');
    expect(again?.providerMessageId).toBe(first?.providerMessageId);
    expect(later?.providerMessageId).not.toBe(first?.providerMessageId);
    expect((await start('/start where_is_my_order'))?.text).toBe('where is my order');
    expect((await start('/starting over'))?.text).toBe('/starting over');
  });
});

const long = `choice-${'x'.repeat(80)}`;
const choices = [
  { id: 'returns', label: 'Returns' },
  { id: long, label: 'Something else' },
];

describe('what is sent over Telegram', () => {
  it('offers choices as buttons, and knows the one that is pressed', async () => {
    const user = someone();
    await channel.send({ ...saying(await conversationWith(user), 'Which one?'), choices });
    const shown = sentTo(user).at(-1)!;
    expect(shown.keyboard.map((row) => row.map(({ text }) => text))).toEqual([
      ['Returns'],
      ['Something else'],
    ]);
    const press = await parsed(telegram.press(user, shown, 'Returns'));
    expect(press.messages).toMatchObject([{ text: 'Returns', choice: 'returns' }]);
    const reply = JSON.parse(press.reply?.body ?? '{}') as object;
    expect(reply).toMatchObject({
      method: 'answerCallbackQuery',
      callback_query_id: expect.stringMatching(/^\d+$/),
    });
    const twice = await parsed(telegram.press(user, shown, 'Returns'));
    expect(twice.messages[0]?.providerMessageId).toBe(press.messages[0]?.providerMessageId);
    // Too long for a button: the flow knows it by its label.
    const [byLabel] = (await parsed(telegram.press(user, shown, 'Something else'))).messages;
    expect(byLabel).toMatchObject({ text: 'Something else' });
    expect(byLabel).not.toHaveProperty('choice');
  });

  it('sends a long text in parts, in order, with the buttons below the last', async () => {
    const user = someone();
    const text = Array.from({ length: 400 }, (_, index) => `Sentence number ${index}.`).join(' ');
    await channel.send({ ...saying(await conversationWith(user), text), choices });
    const parts = sentTo(user);
    expect(parts).toHaveLength(3);
    expect(parts.map((part) => part.text).join(' ')).toBe(text);
    expect(parts.map(({ keyboard }) => keyboard.length)).toEqual([0, 0, 2]);
  });

  it('goes on with the second part when Telegram is busy, without a second first one', async () => {
    const user = someone();
    const conversation = await conversationWith(user);
    telegram.faults.push({ kind: 'delay', ms: 0 }, busy);
    await channel.send(saying(conversation, `${'a'.repeat(4_000)}\n\n${'b'.repeat(4_000)}`));
    expect(sentTo(user).map((part) => part.text[0])).toEqual(['a', 'b']);
  });

  it('sends the files of an agent: pictures to be seen, the rest as documents', async () => {
    const user = someone();
    const conversation = await conversationWith(user);
    const put = async (name: string, bytes: Buffer) => {
      const file = { id: `desk:${randomUUID()}`, channel: 'desk', conversation, name, at: 1 };
      const { _id: id, mediaType } = await database.stores.files.put(file, bytes);
      return { id, name, mediaType, bytes: bytes.length, url: 'https://s.example.com/f' };
    };
    const strip = Buffer.from(png);
    strip.writeUInt32BE(30 * png.readUInt32BE(20), 16);
    const files = [await put('lid.png', png), await put('label.pdf', pdf), await put('strip.png', strip)];
    await channel.send({ ...saying(conversation, 'Print this.'), attachments: files });
    expect(sentTo(user)).toMatchObject([
      { photo: { name: 'lid.png', mediaType: 'image/png', bytes: png } },
      { document: { name: 'label.pdf', bytes: pdf } },
      { document: { name: 'strip.png', bytes: strip } },
      { text: 'Print this.' },
    ]);

    await channel.send({ ...saying(conversation, ''), attachments: files.slice(1, 2) });
    expect(sentTo(user).slice(4)).toMatchObject([{ document: { name: 'label.pdf' } }]);
    await database.stores.files.sweep(2);
    const late = channel.send({ ...saying(conversation, ''), attachments: files.slice(0, 1) });
    await expect(late).rejects.toMatchObject({ code: 'channel.file-gone' });
  });

  it('shows that it types', async () => {
    const user = someone();
    await channel.showTyping?.(await conversationWith(user));
    expect(telegram.typing).toContain(user.id);
  });

  it('tells what Telegram will never take from what it may take later', async () => {
    const user = someone();
    const conversation = await conversationWith(user);
    const failing = (fault: TelegramStandIn['faults'][number]) => {
      telegram.faults.push(fault);
      return channel.send(saying(conversation, 'Hello')).catch((error: unknown) => error);
    };
    expect(await failing(busy)).toBeInstanceOf(NotSent);
    const unauthorized = { ok: false, error_code: 401, description: 'Unauthorized' };
    expect(await failing({ kind: 'status', status: 401, body: unauthorized })).toBeInstanceOf(NotSent);
    const bad = { ok: false, error_code: 400, description: 'Bad Request: something' };
    expect(await failing({ kind: 'status', status: 400, body: bad })).toMatchObject({
      code: 'channel.refused',
    });
    const unknown = await failing({ kind: 'status', status: 502 });
    expect([unknown instanceof NotSent, unknown instanceof SendRefused]).toEqual([false, false]);
    telegram.blocked.add(user.id);
    await expect(channel.send(saying(conversation, 'Hello'))).rejects.toMatchObject({
      code: 'channel.opted-out',
    });
    await expect(channel.send(saying(randomUUID(), 'Hello'))).rejects.toMatchObject({
      code: 'channel.no-address',
    });
    const closed = await startTelegram();
    await closed.close();
    const gone = createTelegram({
      config: { ...telegram.account, baseUrl: closed.url },
      conversations: database.stores.conversations,
      conversationIds: createConversationIds(database.masterKey.bytes),
      files: database.stores.files,
    });
    await expect(gone.send(saying(conversation, 'Hello'))).rejects.toBeInstanceOf(NotSent);
  });

  it('never sends twice what Telegram took while the answer was lost, and names no token', async () => {
    const user = someone();
    const out = saying(await conversationWith(user), 'Only once');
    telegram.faults.push({ kind: 'drop' });
    const lost: unknown = await channel.send(out).catch((error: unknown) => error);
    expect([lost instanceof NotSent, lost instanceof SendRefused]).toEqual([false, false]);
    expect(String(lost)).not.toContain(telegram.account.botToken);
    await expect(channel.send({ ...out, again: true })).rejects.toMatchObject({
      code: 'channel.unconfirmed',
    });
    expect(sentTo(user).filter(({ text }) => text === 'Only once')).toHaveLength(1);
  });
});

it('goes the whole way: a signed update, a case, an answer in the same chat, however often Telegram posts it', async () => {
  const whole = await startEchoCase({ telegram: { ...telegram.account, baseUrl: telegram.url } });
  try {
    const user = someone();
    const update = telegram.message(user, { text: 'Where is my order?' });
    const forged = { ...update, headers: { 'content-type': 'application/json' } };
    expect((await whole.post('/channels/telegram', forged)).status).toBe(403);
    const answers = await Promise.all([1, 2, 3].map(() => whole.post('/channels/telegram', update)));
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    await eventually(
      async () => sentTo(user),
      (sent) => sent.length > 0,
    );
    const press = { ...telegram.press(user, { ...sentTo(user)[0]!, keyboard: [] }, 'x') };
    expect(await (await whole.post('/channels/telegram', press)).json()).toMatchObject({
      method: 'answerCallbackQuery',
    });
    expect(
      (await whole.post('/channels/telegram', telegram.message(user, { text: 'And now?' }))).status,
    ).toBe(204);
    const sent = await eventually(
      async () => sentTo(user),
      (all) => all.length > 1,
    );
    expect(sent.map(({ text }) => text)).toEqual(['You said: Where is my order?', 'You said: And now?']);
    expect(whole.lines.join('')).not.toContain(String(user.id));
  } finally {
    await whole.close();
  }
});

const busy = {
  kind: 'status',
  status: 429,
  body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 1 } },
} as const;
