import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export type EmbeddingServer = {
  /** For `OPENAI_BASE_URL`. */
  baseUrl: string;
  /** Every text it was asked to embed. */
  texts: string[];
  /** Answers with 503 while true. */
  broken: boolean;
  /** Takes this long for each text, ms. */
  slowMs: number;
  close(): Promise<void>;
};

/**
 * An embedding server that speaks the OpenAI API, as many do that are not OpenAI: vectors of a length of its own, near for
 * texts that share words, and a token for each word.
 */
export async function startEmbeddingServer({ length }: { length: number }): Promise<EmbeddingServer> {
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (state.broken) return void response.writeHead(503).end('{"error":{"message":"busy"}}');
    const { input } = JSON.parse(text) as { input: string[] };
    await pause(state.slowMs * input.length);
    state.texts.push(...input);
    const data = input.map((one, index) => ({ index, embedding: vectorOf(one, length) }));
    const tokens = input.flatMap(wordsOf).length;
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ data, usage: { prompt_tokens: tokens, total_tokens: tokens } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const state: EmbeddingServer = {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts: [],
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
