import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type OpenAiServer = {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  /** Every text it was asked to embed. */
  texts: string[];
  /** Every chat it was asked to go on with. */
  chats: { idempotencyKey: string; body: string }[];
  /** What it says in a chat. */
  says: string;
  /** Answers with 503 while true. */
  broken: boolean;
  /** Takes this long for each text, ms. */
  slowMs: number;
  close(): Promise<void>;
};

/**
 * A server that speaks the OpenAI API, as many do that are not OpenAI: vectors of a length of its own, near for texts that
 * share words, a token for each word; and chats in which it always says the same, for 100 tokens read and 10 written.
 */
export async function startOpenAiServer({ length }: { length: number }): Promise<OpenAiServer> {
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (state.broken) return void response.writeHead(503).end('{"error":{"message":"busy"}}');
    if (request.url?.endsWith('/chat/completions')) {
      state.chats.push({ idempotencyKey: String(request.headers['idempotency-key']), body: text });
      return void response.setHeader('content-type', 'text/event-stream').end(chunksOf(state.says).join(''));
    }
    const { input } = JSON.parse(text) as { input: string[] };
    await pause(state.slowMs * input.length);
    state.texts.push(...input);
    const data = input.map((one, index) => ({ index, embedding: vectorOf(one, length) }));
    const tokens = input.flatMap(wordsOf).length;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ data, usage: { prompt_tokens: tokens, total_tokens: tokens } }));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: OpenAiServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts: [],
    chats: [],
    says: '{}',
    broken: false,
    slowMs: 0,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return state;
}

function chunksOf(content: string): string[] {
  const chunks = [
    { choices: [{ index: 0, delta: { content } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    { choices: [], usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 } },
  ];
  return [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

/** Words hashed into places. */
function vectorOf(text: string, length: number): number[] {
  const vector = Array.from({ length }, () => 0.01);
  for (const word of wordsOf(text)) {
    let hash = 2_166_136_261;
    for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 16_777_619);
    const place = (hash >>> 0) % length;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  return vector;
}
