import type { Passage } from '../knowledge/passage.ts';
import type { Answerer } from './answerer.ts';
import type { Embedder } from './embedder.ts';
import { cosine } from './embedder.ts';
import type { Usage } from './model.ts';
import { noUsage } from './model.ts';
import { ModelError } from './model-error.ts';

/** What came of trying a model; `fix` says what to do about an error. */
export type Trial =
  | { ok: true; ms: number; usage: Usage; asked: string; result: string }
  | { ok: false; ms: number; usage: Usage; asked: string; code: string; text: string; fix: string };

const question = 'How long does delivery take?';

const passage: Passage = {
  id: 'trial:1:1',
  articleId: 'trial',
  version: 1,
  title: 'Delivery',
  language: 'en',
  text: 'Delivery takes three working days. You get a message when the parcel leaves our warehouse.',
  score: 0.95,
  evidence: [
    { question, score: 0.95, cosine: 0.9, lexical: 1, coverage: 1, asked: [{ text: question, cosine: 1 }] },
  ],
};

const timeoutMs = 18_000;

/** Asks the model a question whose answer it is given, by the way that customers' questions go. */
export async function tryModel(answerer: Answerer, id: string): Promise<Trial> {
  return timed(`“${question}”, with an article that says so.`, async (signal) => {
    const asked = { question, passages: [passage], policies: {}, language: 'en', signal };
    const { band, text, confidence, reason, usage } = await answerer.answer({ ...asked, idempotencyKey: id });
    const sure = `${Math.round(confidence * 100)} % sure`;
    return {
      usage,
      result: band === 'answer' ? `“${text}” (${sure})` : `It would not answer (${sure}): ${reason}.`,
    };
  });
}

/** Embeds two sentences that mean the same and one that does not. The words of `id` keep answers from being remembered ones. */
export async function tryEmbedder(embedder: Embedder, id: string): Promise<Trial> {
  const asked = ['Where is my parcel?', 'When will my order arrive?', 'How do I clean a kettle?'];
  return timed(asked.map((text) => `“${text}”`).join(', '), async (signal) => {
    let usage = noUsage;
    const onUsage = (more: Usage) => (usage = sum(usage, more));
    const [one, alike, other] = await embedder.embed(
      asked.map((text) => `${text} (${id.slice(0, 8)})`),
      { signal, onUsage },
    );
    if (!one || !alike || !other) throw new Error('too few vectors');
    const near = cosine(one, alike);
    const far = cosine(one, other);
    const words = near > far ? 'as it should be' : 'the wrong way round: look at which model serves';
    const result = `Vectors of ${one.length} numbers. The first two are ${near.toFixed(2)} alike, the first and the third ${far.toFixed(2)}: ${words}.`;
    return { usage, result };
  });
}

async function timed(
  asked: string,
  run: (signal: AbortSignal) => Promise<{ usage: Usage; result: string }>,
): Promise<Trial> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  try {
    const { usage, result } = await run(AbortSignal.timeout(timeoutMs));
    return { ok: true, ms: ms(), usage, asked, result };
  } catch (error) {
    const usage = error instanceof ModelError ? (error.usage ?? noUsage) : noUsage;
    return { ok: false, ms: ms(), usage, asked, ...failureOf(error) };
  }
}

function failureOf(error: unknown): { code: string; text: string; fix: string } {
  if (!(error instanceof ModelError)) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    return late
      ? {
          code: 'model.timeout',
          text: `No answer within ${timeoutMs / 1_000} seconds.`,
          fix: advice['model.timeout'],
        }
      : {
          code: 'model.failed',
          text: 'The model failed.',
          fix: 'Is the folder of the local model whole? THROUGHLINE_EMBEDDING_MODEL_DIR names it; npx throughline doctor looks at it.',
        };
  }
  const status = (error.cause as { status?: unknown } | undefined)?.status;
  const fix = (typeof status === 'number' && byStatus[status]) || advice[error.code];
  return { code: error.code, text: `${error.message}.`.replace(/^./, (first) => first.toUpperCase()), fix };
}

const advice: { [code in ModelError['code']]: string } = {
  'model.timeout': 'Try again. If it stays slow, choose a faster model by OPENAI_MODEL.',
  'model.unreachable': 'Check OPENAI_BASE_URL, and that this server may reach it.',
  'model.refused': 'Check OPENAI_API_KEY, OPENAI_BASE_URL and the names of the models.',
  'model.bad-output':
    'The model does not write JSON as it is asked to. Choose one that does by OPENAI_MODEL.',
};

const byStatus: { [status: number]: string } = {
  401: 'The key is not taken. Set OPENAI_API_KEY to one that is valid, and start the server again.',
  403: 'The key may not use this model. Look at the rights of OPENAI_API_KEY at the provider.',
  404: 'There is no such model there. Check OPENAI_MODEL, OPENAI_EMBEDDING_MODEL and OPENAI_BASE_URL.',
  429: 'The provider limits you: too many requests, or the credit is used up. Look into its console.',
};

function sum(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cost: one.cost + other.cost,
    calls: one.calls + other.calls,
  };
}
