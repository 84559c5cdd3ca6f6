import type { Presence } from './presence.ts';

/** So long a window that is busy has to answer. */
export const answerMs = 500;

export type Call = { ask: readonly string[] } | { here: string };
type Listener = (event: { data: Call }) => void;

/** What is used of a `BroadcastChannel`, which does not hear itself. */
export type CallChannel = {
  postMessage(call: Call): void;
  addEventListener(type: 'message', listener: Listener): void;
  removeEventListener(type: 'message', listener: Listener): void;
};

/**
 * Windows ask each other who is there. A sign of life by a timer would come once a minute from hidden windows, and late from all after a
 * night's sleep; messages reach them at once. Only one that the browser has frozen does not answer and counts as closed: what it kept goes
 * on elsewhere, and still stands in it.
 */
export function presenceByCalls(channel: CallChannel): Presence {
  let own: string | undefined;
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel reaches its own origin only.
  const call = (data: Call) => channel.postMessage(data);

  channel.addEventListener('message', ({ data }) => {
    if (own !== undefined && 'ask' in data && data.ask.includes(own)) call({ here: own });
  });

  function answering(ids: readonly string[]): Promise<Set<string>> {
    const silent = new Set(ids);
    const open = new Set<string>();
    if (silent.size === 0) return Promise.resolve(open);
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        channel.removeEventListener('message', hear);
        resolve(open);
      };
      const hear: Listener = ({ data }) => {
        if (!('here' in data) || !silent.delete(data.here)) return;
        open.add(data.here);
        if (silent.size === 0) end();
      };
      const timer = setTimeout(end, answerMs);
      channel.addEventListener('message', hear);
      call({ ask: ids });
    });
  }

  return {
    async claim(id, { mayBeTaken }) {
      if (mayBeTaken && (await answering([id])).has(id)) return false;
      own = id;
      return true;
    },
    async openAmong(ids) {
      const open = await answering(ids.filter((id) => id !== own));
      return own !== undefined && ids.includes(own) ? open.add(own) : open;
    },
  };
}
