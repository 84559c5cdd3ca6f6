import type { DeciderOf } from '../define-node.ts';
import type { tag } from './tag.ts';

export const decideTag: DeciderOf<typeof tag> = {
  enter(context) {
    const tags = context.config.tags.map((text) => context.render(text).trim().slice(0, 64));
    return { port: 'done', tags: [...new Set(tags)].filter((text) => text !== '') };
  },
};
