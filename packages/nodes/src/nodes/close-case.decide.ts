import type { DeciderOf } from '../define-node.ts';
import { translated } from '../texts.ts';
import type { closeCase } from './close-case.ts';

export const decideCloseCase: DeciderOf<typeof closeCase> = {
  enter(context) {
    const { config, language } = context;
    const text = context.render(translated(config.text, config.translations, language)).trim();
    return {
      close: { reason: context.render(config.reason).trim() },
      ...(text === '' ? {} : { say: [{ text, language }] }),
    };
  },
};
