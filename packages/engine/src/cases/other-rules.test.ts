import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';

let runtime: CaseRuntime;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async () => ({ port: 'done', say: [{ text: 'It comes tomorrow.' }] }),
  });
});
afterAll(() => runtime?.close());

it('a case whose run was lost, and whose past follows other rules than those of today, goes to a person', async () => {
  const visitor = randomUUID();
  const { caseId } = await runtime.say('Where is my parcel?', { visitor });
  await eventually(
    () => runtime.heard(visitor),
    ({ length }) => length === 1,
  );
  await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).terminate('lost');
  decideOtherwise(3);

  await runtime.say('And when?', { visitor });
  const row = await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'queue' && row.unread > 0,
  );
  expect(row).toMatchObject({ queue: { name: 'people', reason: 'recovered' } });
  const entries = (await runtime.stores.journal.read(caseId)).map(({ entry }) => entry.type);
  expect(entries.slice(3)).toEqual(['case.recovered', 'message.received']);
  const notes = (await runtime.stores.messages.byCase(caseId)).filter(({ from }) => from === 'note');
  expect(notes.map(({ text }) => text)).toEqual([expect.stringContaining('from entry 3')]);
  for await (const { conversation } of runtime.stores.inbox.unacknowledged({ olderThanMs: 0 }))
    expect(conversation).not.toBe(visitor);
});

/** As if another release had written this entry. */
function decideOtherwise(seq: number): void {
  const { journal } = runtime.stores;
  const { read } = journal;
  vi.spyOn(journal, 'read').mockImplementation(async (...asked) => {
    const records = await read(...asked);
    return records.map(({ entry, content }) =>
      content && entry.seq === seq
        ? { entry, content: { ...content, decision: '0'.repeat(64) } }
        : { entry, ...(content && { content }) },
    );
  });
}
