import { randomUUID } from 'node:crypto';
import type { Stack } from '../packages/engine/src/local/stack.ts';
import type { CaseRuntime, Script } from '../packages/engine/src/testing/case-runtime.ts';
import { startCaseRuntime } from '../packages/engine/src/testing/case-runtime.ts';
import type { Flow } from '../packages/flow/src/schema.ts';

export type CaseSide = Awaited<ReturnType<typeof startCaseSide>>;
export type Visitor = { id: string; turns: number; caseId: string };

/** A worker with a database of its own, on which turns can be timed from the message to the last write of the answer. */
export async function startCaseSide(
  { temporal, mongodb }: Stack,
  options: { flow: Flow; worker?: NonNullable<Parameters<typeof startCaseRuntime>[0]['worker']> },
) {
  const runtime = await startCaseRuntime({
    temporalAddress: temporal.address,
    mongodbUrl: mongodb.address,
    script: answerAtOnce,
    ...options,
  });
  const committed = watchCommits(runtime);
  return {
    runtime,
    visitor: (): Visitor => ({ id: randomUUID(), turns: 0, caseId: '' }),
    /** Milliseconds from the message to the end of the commit that answered it. */
    turn: async (visitor: Visitor): Promise<number> => {
      visitor.turns += 1;
      const text = `Where is my parcel number ${visitor.turns}?`;
      const answered = committed(visitor.id);
      const began = performance.now();
      ({ caseId: visitor.caseId } = await runtime.say(text, { visitor: visitor.id }));
      return (await answered) - began;
    },
    close: () => runtime.close(),
  };
}

const answerAtOnce: Script = (_, run) =>
  Promise.resolve({
    port: 'done',
    output: { score: 0.62, articles: ['parcel-tracking', 'delivery-times'] },
    ...(run.startsWith('third#') || run.startsWith('think#')
      ? { say: [{ text: 'It comes tomorrow between 9 and 12.' }] }
      : {}),
  });

/** Tells the time at which the next commit that answers a conversation has written everything. */
function watchCommits({ stores: { outbox, feed } }: CaseRuntime) {
  const waiting = new Map<string, (at: number) => void>();
  const answered = new Map<string, string>();
  const queue = outbox.queue.bind(outbox);
  const append = feed.append.bind(feed);
  outbox.queue = async (row) => {
    answered.set(row.caseId, row.conversation);
    return queue(row);
  };
  feed.append = async (event) => {
    const result = await append(event);
    const caseId = event.key.startsWith('journal:') ? event.key.split(':')[1] : undefined;
    const conversation = caseId === undefined ? undefined : answered.get(caseId);
    if (caseId !== undefined && conversation !== undefined) {
      answered.delete(caseId);
      waiting.get(conversation)?.(performance.now());
    }
    return result;
  };
  return (conversation: string) =>
    new Promise<number>((resolve) => {
      waiting.set(conversation, resolve);
    });
}
