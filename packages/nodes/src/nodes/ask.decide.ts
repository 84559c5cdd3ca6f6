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
  enter: (context) => askFor(context, { attempts: 0 }),

  message(context) {
    const { config, messages, now, node } = context;
    const attempts = attemptsIn(context.memory) + 1;
    const choices = choicesOf(context);
    const timeZone = context.timeZone;
    const value = readReply(messages, { ...config, choices }, { now, timeZone });
    const text = saidIn(messages).slice(0, 500);
    if (value === undefined) {
      if (attempts > config.retries) return { port: 'not-understood', output: { text, attempts } };
      return askFor(context, {
        attempts,
        before: context.render(textIn(config.retryText, context.language)),
      });
    }
    const shown = choices.find(({ id }) => id === value)?.label ?? String(value);
    return {
      port: 'answered',
      output: { value, text, attempts },
      ...(config.saveAs === undefined ? {} : { set: { [config.saveAs]: value } }),
      brief: {
        facts: [{ text: `${config.label || node.title}: ${shown}`, messages: idsOf(messages) }],
        openQuestion: null,
      },
    };
  },

  timer: (context) => ({ port: 'silent', output: { text: '', attempts: attemptsIn(context.memory) } }),
};

type Context = DeciderContext<ConfigOf<typeof ask>>;

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

function attemptsIn(memory: Json): number {
  const attempts =
    memory !== null && typeof memory === 'object' && !Array.isArray(memory) ? memory['attempts'] : 0;
  return typeof attempts === 'number' ? attempts : 0;
}
