import { z } from 'zod';
import type { Passage } from '../knowledge/passage.ts';
import type { CallOptions, Model, Usage } from './model.ts';
import { ModelError } from './model-error.ts';
import type { OpenAiCalls, OpenAiConnection } from './openai-client.ts';
import { createOpenAiCalls } from './openai-client.ts';
import type { Prompt } from './openai-prompt.ts';
import { answerPrompt, classifyPrompt, promisesPrompt } from './openai-prompt.ts';

export interface OpenAiModelOptions extends OpenAiConnection {
  model: string;
  /** US dollars for a million tokens; without it the cost counts as 0. */
  price?: { input: number; output: number };
  /** The shop's own words about tone and form; trusted. */
  instructions?: string;
  bands?: Model['bands'];
}

const answerShape = z.object({
  statements: z
    .array(
      z.object({
        text: z.string().max(2_000),
        passages: z.array(z.string()).max(20),
        quote: z.string().optional(),
      }),
    )
    .max(20),
  confidence: z.number().min(0).max(1),
  candidates: z.array(z.string()).max(20).default([]),
});

const classificationShape = z.object({ label: z.string(), confidence: z.number().min(0).max(1) });

const promisesShape = z.object({
  promises: z
    .array(
      z.object({
        text: z.string().max(20),
        quote: z.string().max(2_000),
        when: z.string().max(500).nullish(),
      }),
    )
    .max(100),
});

/** Chat through any server that speaks the OpenAI API. Throws `ModelError`. */
export function createOpenAiModel(options: OpenAiModelOptions): Model {
  const call = createOpenAiCalls(options);
  const ask = <T>(prompt: Prompt, shape: z.ZodType<T>, request: CallOptions) =>
    askForJson({ call, options, prompt, shape, request });
  return {
    id: `openai:${options.model}`,
    bands: options.bands ?? { answer: 0.7, offer: 0.3 },

    async answer(request) {
      const { value, usage } = await ask(
        answerPrompt(request, (await request.history?.()) ?? [], options.instructions),
        answerShape,
        request,
      );
      const passageOf = (name: string) => passageNamed(name, request.passages);
      return {
        statements: value.statements.map(({ text, passages, quote }) => ({
          text,
          passages: passages.flatMap((name) => passageOf(name)?.id ?? []),
          ...(quote === undefined || quote.trim() === '' ? {} : { quote }),
        })),
        confidence:
          value.statements.length > 0 ? value.confidence : Math.min(value.confidence, belowAnswer(options)),
        remarks: [],
        candidates: value.candidates.flatMap((name) => passageOf(name)?.articleId ?? []),
        reason:
          value.statements.length > 0 ? 'the model answered' : 'the model found no answer in the passages',
        usage,
      };
    },

    async classify(request) {
      const names = new Set(request.labels.map(({ name }) => name));
      const shape = classificationShape.refine(
        ({ label }) => names.has(label),
        'the label is not one of those given',
      );
      const { value, usage } = await ask(classifyPrompt(request), shape, request);
      return { ...value, usage };
    },

    async promises(request) {
      const { value, usage } = await ask(promisesPrompt(request), promisesShape, request);
      const promises = value.promises.flatMap(({ text, quote, when }) => {
        const place = placeNamed('t', text);
        return place === undefined ? [] : [{ text: place, quote, ...(when && { when }) }];
      });
      return { promises, usage };
    },
  };
}

function belowAnswer({ bands }: OpenAiModelOptions): number {
  return (bands?.answer ?? 0.7) - 0.01;
}

function passageNamed(name: string, passages: readonly Passage[]): Passage | undefined {
  const place = placeNamed('p', name);
  return place === undefined ? undefined : passages[place];
}

/** Passages and texts go by short names in the prompt, so that an id cannot be mistaken for text. */
function placeNamed(letter: 'p' | 't', name: string): number | undefined {
  const [, number] = new RegExp(`^${letter}(\\d{1,3})$`).exec(name.trim()) ?? [];
  return number === undefined ? undefined : Number(number) - 1;
}

async function askForJson<T>({
  call,
  options,
  prompt,
  shape,
  request,
}: {
  call: OpenAiCalls;
  options: OpenAiModelOptions;
  prompt: Prompt;
  shape: z.ZodType<T>;
  request: CallOptions;
}): Promise<{ value: T; usage: Usage }> {
  const usage: Usage = { inputTokens: 0, outputTokens: 0, cost: 0, calls: 0 };
  const body = {
    model: options.model,
    messages: [
      { role: 'system' as const, content: prompt.system },
      { role: 'user' as const, content: prompt.user },
    ],
    temperature: 0,
    response_format: { type: 'json_object' as const },
    stream: true as const,
    stream_options: { include_usage: true },
  };
  const asked = call(request, body, async ({ client, options: sending }) => {
    usage.calls++;
    const stream = await client.chat.completions.create(body, sending);
    let text = '';
    let finished = false;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      finished ||= chunk.choices[0]?.finish_reason === 'stop';
      if (chunk.usage) count(usage, chunk.usage, options.price);
    }
    sending.signal.throwIfAborted();
    if (!finished) throw badOutput('the answer of the model broke off');
    return parsed(text, shape);
  });
  try {
    return { value: await asked, usage };
  } catch (error) {
    if (error instanceof ModelError) error.usage = usage;
    throw error;
  }
}

function count(
  usage: Usage,
  counted: { prompt_tokens: number; completion_tokens: number },
  price: OpenAiModelOptions['price'],
) {
  usage.inputTokens += counted.prompt_tokens;
  usage.outputTokens += counted.completion_tokens;
  if (price)
    usage.cost += (counted.prompt_tokens * price.input + counted.completion_tokens * price.output) / 1e6;
}

function parsed<T>(text: string, shape: z.ZodType<T>): T {
  let json: unknown;
  try {
    // Some servers wrap JSON in a code block whatever they are asked for.
    json = JSON.parse(text.trim().replace(/^```(?:json)?\s*|\s*```$/g, ''));
  } catch (error) {
    throw badOutput('the answer of the model is not JSON', error);
  }
  const result = shape.safeParse(json);
  if (!result.success)
    throw badOutput('the answer of the model does not have the form it was asked for', result.error);
  return result.data;
}

function badOutput(text: string, cause?: unknown): ModelError {
  return new ModelError('model.bad-output', text, { retryable: true, cause });
}
