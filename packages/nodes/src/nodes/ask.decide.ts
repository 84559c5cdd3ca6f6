import type { Fact } from '@throughline/flow/brief';
import type { ConfigOf } from '@throughline/flow/declaration';
import type { DeciderContext } from '@throughline/flow/decider';
import { namedFacts } from '@throughline/flow/interpreter';
import type { Json } from '@throughline/flow/json';
import type { Choice } from '@throughline/flow/message';
import type { DeciderOf } from '../define-node.ts';
import { evaluateBoolean } from '../evaluate-boolean.ts';
import { knownAnswer, namedFact } from '../known-answer.ts';
import { readReply } from '../read-reply.ts';
import { idsOf, saidIn } from '../said.ts';
import { silenceDeadline } from '../silence-deadline.ts';
import { textIn, translated } from '../texts.ts';
import type { ask } from './ask.ts';

export const decideAsk: DeciderOf<typeof ask> = {
  enter(context) {
    const { alreadySaid, askAgainWhen, type } = context.config;
    const value = alreadySaid && type !== 'text' ? valueIn(context) : undefined;
    if (value !== undefined) return answered(context, value, 0);
    const known = knownAnswer(context, { ...context.config, choices: choicesOf(context) });
    if (known?.value === undefined) return askFor(context, { attempts: 0 });
    const again = askAgainWhen === undefined ? false : evaluateBoolean(context, askAgainWhen);
    if (typeof again !== 'boolean') return again;
    return again ? askFor(context, { attempts: 0 }) : answeredBefore(context, known, known.value);
  },

  message(context) {
    const { config, messages } = context;
    const attempts = attemptsIn(context.memory) + 1;
    const value = valueIn(context);
    if (value === undefined) {
      if (attempts > config.retries)
        return { port: 'not-understood', output: { text: textOf(messages), attempts } };
      return askFor(context, {
        attempts,
        before: context.render(textIn(config.retryText, context.language)),
      });
    }
    return answered(context, value, attempts);
  },

  timer: (context) => ({ port: 'silent', output: { text: '', attempts: attemptsIn(context.memory) } }),

  // What is pressed or written is read by the version that takes it.
  waitsAs: ({ type, choices }) => ({ type, choices: type === 'choice' ? choices.map(({ id }) => id) : [] }),
};

type Context = DeciderContext<ConfigOf<typeof ask>>;

function valueIn(context: Context): string | number | undefined {
  const { config, messages, now, timeZone } = context;
  return readReply(messages, { ...config, choices: choicesOf(context) }, { now, timeZone });
}

function answered(context: Context, value: string | number, attempts: number) {
  const { config, messages, node, now } = context;
  const text = textOf(messages);
  const ids = idsOf(messages);
  const fact = { text: `${config.label || node.title}: ${shownAs(context, value)}`, messages: ids };
  return {
    port: 'answered' as const,
    output: { value, text, attempts, ...sourceOf(context, 'message', ids) },
    ...kept(context, value),
    brief: {
      facts: [hasNames(context) ? namedFact({ ...fact, value, at: now }, config) : fact],
      // What the customer asked stays open when the answer was part of it.
      ...(attempts === 0 ? {} : { openQuestion: null }),
    },
  };
}

/** Nothing new was said, so the brief stays as it is. */
function answeredBefore(context: Context, { messages }: Fact, value: string | number) {
  const output = { value, text: shownAs(context, value), attempts: 0 };
  return {
    port: 'answered' as const,
    output: { ...output, ...sourceOf(context, 'brief', messages) },
    ...kept(context, value),
  };
}

function shownAs(context: Context, value: string | number): string {
  return choicesOf(context).find(({ id }) => id === value)?.label ?? String(value);
}

function kept({ config: { saveAs } }: Context, value: string | number) {
  return saveAs === undefined ? {} : { set: { [saveAs]: value } };
}

/** Cases that were opened before keep what they decided. */
function hasNames({ interpreter }: Context): boolean {
  return interpreter >= namedFacts;
}

function sourceOf(context: Context, source: 'brief' | 'message', messages: string[]) {
  return hasNames(context) ? { source, messages, turn: context.turn } : {};
}

function askFor(context: Context, { attempts, before }: { attempts: number; before?: string }) {
  const { config, language, messages } = context;
  const question = context.render(translated(config.question, config.translations, language));
  const text = [before, question].filter((part) => part).join(' ');
  const choices = choicesOf(context);
  return {
    wait: { messages: 'take' as const, memory: { attempts }, ...silenceDeadline(context) },
    say: [{ text, language, ...(choices.length > 0 ? { choices } : {}) }],
    brief: { openQuestion: { text: question, messages: idsOf(messages) } },
  };
}

function choicesOf(context: Context): Choice[] {
  const { config } = context;
  if (config.type !== 'choice') return [];
  return config.choices.map(({ id, label }) => ({ id, label: context.render(label) }));
}

function textOf(messages: Context['messages']): string {
  return saidIn(messages).slice(0, 500);
}

function attemptsIn(memory: Json): number {
  const attempts =
    memory !== null && typeof memory === 'object' && !Array.isArray(memory) ? memory['attempts'] : 0;
  return typeof attempts === 'number' ? attempts : 0;
}
