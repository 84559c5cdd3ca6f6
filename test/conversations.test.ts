import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportCase } from '../packages/engine/src/cases/case-bundle.ts';
import type { RunningShop } from '../packages/engine/src/demo/start-shop.ts';
import { playConversation } from '../packages/engine/src/play/play-conversation.ts';
import { recordResults } from '../packages/engine/src/play/record-results.ts';
import { circumstances } from './support/circumstances.ts';
import { differences } from './support/differences.ts';
import { isLong, recordedConversations } from './support/recorded-conversations.ts';
import { startTestShop } from './support/start-test-shop.ts';

/** What a worker may still read of the policies that were. */
const policiesLiveWithinMs = 700;
/** Some turns wait for a quiet second, and cores may be busy with other tests. */
const playedWithinMs = 180_000;

const recorded = (await recordedConversations()).filter(({ conversation }) => !isLong(conversation));
let shop: RunningShop | undefined;
let restore: (() => Promise<void>) | undefined;

beforeAll(async () => {
  shop = await startTestShop();
});

afterEach(async () => {
  await restore?.();
  restore = undefined;
});

afterAll(async () => await shop?.stop());

describe('recorded conversations at the real chat, with the offline model', () => {
  it.each(recorded)('$name', { timeout: playedWithinMs }, async ({ file, conversation }) => {
    if (!shop) throw new Error('The shop did not start.');
    restore = await circumstances(shop, conversation.needs);
    if (restore) await pause(policiesLiveWithinMs);
    const played = await playConversation(conversation, { url: shop.url, token: shop.token });
    expect(differences(played)).toBe('');
    expect(played).toMatchObject({ ok: true, verified: true });
    // By hand, after a change: `RECORD_RESULTS=1 npx vitest run test/conversations.test.ts`.
    if (process.env['RECORD_RESULTS'])
      await recordResults(file, (await exportCase(shop.stores, played.caseId))!);
  });
});
