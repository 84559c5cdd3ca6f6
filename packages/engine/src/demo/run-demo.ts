import { join } from 'node:path';
import type { Played } from '../play/play-conversation.ts';
import { playConversation } from '../play/play-conversation.ts';
import type { EngineProcess } from '../cli/engine-process.ts';
import { printTurn } from '../cli/print-turn.ts';
import { readConversation } from '../play/read-conversation.ts';
import { checkConversation } from './check-conversation.ts';
import type { Fact } from './fact.ts';
import type { Providers } from './line.ts';
import type { Story } from './play-story.ts';
import { playStory } from './play-story.ts';
import type { RunningShop, ShopOptions } from './start-shop.ts';
import { startShop } from './start-shop.ts';

export type DemoOptions = ShopOptions & {
  say: (line: string) => void;
  /** Of the other channels; without, the story over all channels is left out. */
  providers?: Providers;
};

export type Demo = {
  url: string;
  adminUrl: string;
  played: Played;
  /** Of the conversation. */
  facts: Fact[];
  story?: Story;
  firstAnswerMs: number;
  api: EngineProcess;
  worker: EngineProcess;
  stop(): Promise<void>;
};

/** The turn during which the worker is killed. */
const killDuring = 2;

/**
 * The main job on real servers: the example shop, or another template, and a customer at its chat; the worker is killed in the middle of a turn and
 * started again.
 */
export async function runDemo(options: DemoOptions): Promise<Demo> {
  const began = Date.now();
  const { root, template = 'support', say, providers } = options;
  const conversation = await readConversation(join(root, `workflows/${template}.conversations/demo.json`));
  const servers = { ...options.servers, ...providers?.env };
  const shop = await startShop({ ...options, servers });
  const { url, adminUrl, token, api, worker, stop } = shop;
  try {
    say(`API and worker run (process ${api.pid} and ${worker.pid}): ${url}`);
    let firstAnswerMs = 0;
    let killed: number | undefined;
    const played = await playConversation(conversation, {
      url,
      token,
      onTurn(turn) {
        firstAnswerMs ||= Date.now() - began;
        printTurn(turn);
      },
      async onSaid(index) {
        if (index !== killDuring) return;
        killed = worker.pid;
        await worker.kill();
        say(`\n          worker ${killed} was killed (kill -9) while it had this question`);
        void worker.start().then(() => say(`          a new worker runs: ${worker.pid}`));
      },
    });
    const facts = await checkConversation(played, { stores: shop.stores, killed, working: worker.pid });
    const story = providers && (await tellStory(shop, providers, say));
    return { url, adminUrl, played, facts, ...(story && { story }), firstAnswerMs, api, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function tellStory(
  { url, token, stores }: RunningShop,
  providers: Providers,
  say: (line: string) => void,
): Promise<Story> {
  const lines = providers.lines(url);
  say(`\nAnother customer, with one issue and ${lines.length} channels:\n`);
  return playStory({ url, token, stores, lines, say });
}
