import type { ConfigOf } from '@throughline/flow/declaration';
import type { DeciderContext } from '@throughline/flow/decider';
import type { Json } from '@throughline/flow/json';
import type { Choice } from '@throughline/flow/message';
import type { DeciderOf } from '../define-node.ts';
import { readReply } from '../read-reply.ts';
import { idsOf, saidIn } from '../said.ts';
import { silenceDeadline } from '../silence-deadline.ts';
import { textIn, translated } from '../texts.ts';
import type { ask } from './ask.ts';

export const decideAsk: DeciderOf<typeof ask> = {
  enter(context) {
    const { alreadySaid, type } = context.config;
    const value = alreadySaid && type !== 'text' ? valueIn(context) : undefined;
    return value === undefined ? askFor(context, { attempts: 0 }) : answered(context, value, 0);
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
};

type Context = DeciderContext<ConfigOf<typeof ask>>;

function valueIn(context: Context): string | number | undefined {
  const { config, messages, now, timeZone } = context;
  return readReply(messages, { ...config, choices: choicesOf(context) }, { now, timeZone });
}

function answered(context: Context, value: string | number, attempts: number) {
  const { config, messages, node } = context;
  const shown = choicesOf(context).find(({ id }) => id === value)?.label ?? String(value);
  return {
    port: 'answered' as const,
    output: { value, text: textOf(messages), attempts },
    ...(config.saveAs === undefined ? {} : { set: { [config.saveAs]: value } }),
    brief: {
      facts: [{ text: `${config.label || node.title}: ${shown}`, messages: idsOf(messages) }],
      // What the customer asked stays open when the answer was part of it.
      ...(attempts === 0 ? {} : { openQuestion: null }),
    },
  };
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
