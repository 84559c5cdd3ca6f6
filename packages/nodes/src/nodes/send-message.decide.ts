import type { DeciderOf } from '../define-node.ts';
import { translated } from '../texts.ts';
import type { sendMessage } from './send-message.ts';

export const decideSendMessage: DeciderOf<typeof sendMessage> = {
  enter(context) {
    const { config, language } = context;
    const text = context.render(translated(config.text, config.translations, language)).trim();
    if (text === '') {
      return {
        fail: { code: 'send-message.empty', message: 'The text is empty once its values are filled in.' },
      };
    }
    const choices = config.choices.map(({ id, label }) => ({ id, label: context.render(label) }));
    return { port: 'sent', say: [{ text, language, ...(choices.length > 0 ? { choices } : {}) }] };
  },
};
