import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCase } from '../packages/engine/src/cases/case-bundle.ts';
import type { RunningShop } from '../packages/engine/src/demo/start-shop.ts';
import { playConversation } from '../packages/engine/src/play/play-conversation.ts';
import { recordResults } from '../packages/engine/src/play/record-results.ts';
import { readTemplates } from '../packages/engine/src/templates/read-templates.ts';
import type { RunningService } from '../packages/engine/src/templates/start-service.ts';
import { circumstances } from './support/circumstances.ts';
import { differences } from './support/differences.ts';
import { exchangeTemplate } from './support/exchange-template.ts';
import type { Recorded } from './support/recorded-conversations.ts';
import { isLong, recordedConversations } from './support/recorded-conversations.ts';
import { startTestShop } from './support/start-test-shop.ts';

/** What a worker may still read of the policies that were. */
const policiesLiveWithinMs = 700;
const playedWithinMs = 180_000;
/** More only wait for each other. */
const atOnce = 24;

// The web shop is played by `conversations.test.ts`, one conversation after the other.
const templates = (await readTemplates()).filter(({ name }) => name !== 'support');
const first = templates[0]?.name ?? '';

let shop: RunningShop | undefined;

beforeAll(async () => {
  shop = await startTestShop(first);
});
afterAll(async () => await shop?.stop());

// One installation for all: its processes take longer to start than the conversations to play.
describe.each(templates)('conversations of the template $name at the real chat', (template) => {
  const { name, service } = template;
  let running: RunningService | undefined;

  beforeAll(async () => {
    if (shop && name !== first) running = await exchangeTemplate(shop, { template, flowId: first });
  });
  afterAll(async () => await running?.close());

  // Those that need the same are played at once, each by a visitor of its own.
  it.each([
    ['as people are there', (needs: string[]) => needs.length === 0 || needs.join() === 'open', ['open']],
    ['out of hours', (needs: string[]) => needs.includes('closed'), ['closed']],
    ['with the service down', (needs: string[]) => needs.includes('service-down'), ['open', 'service-down']],
  ] as const)('%s', { timeout: playedWithinMs }, async (_, fits, needs) => {
    if (!shop) throw new Error('The installation did not start.');
    const restore = await circumstances(shop, [...needs], service.policy.name);
    await pause(policiesLiveWithinMs);
    const recorded = (await recordedConversations(name)).filter(
      ({ conversation }) => !isLong(conversation) && fits(conversation.needs),
    );
    expect(recorded.length).toBeGreaterThan(0);
    expect(await playAll(recorded, shop, service.address)).toEqual({});
    await restore?.();
  });
});

/** What went another way than recorded, by the name of the conversation. */
async function playAll(
  recorded: Recorded[],
  { url, token, stores }: RunningShop,
  address: string,
): Promise<{ [name: string]: string }> {
  const waiting = [...recorded];
  const wrong: { [name: string]: string } = {};
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const played = await playConversation(next.conversation, { url, token });
        if (process.env['RECORD_RESULTS']) await record(next.file, played.caseId);
        if (!played.ok || !played.verified)
          wrong[next.name] = differences(played) || 'the journal does not hold';
      }
    }),
  );
  return wrong;

  // By hand, after a change: `RECORD_RESULTS=1 npx vitest run test/templates.test.ts test/support`.
  async function record(file: string, caseId: string): Promise<void> {
    await recordResults(file, (await exportCase(stores, caseId))!);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, address));
  }
}
