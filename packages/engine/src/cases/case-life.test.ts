import { randomUUID } from 'node:crypto';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { verifyChain } from '../stores/journal-chain.ts';
import type { CaseRuntime, Script } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';
import { bundleWorkflow } from '../temporal/bundle-workflow.ts';
import { createCaseWorker } from '../temporal/worker.ts';
import { exportCase, verifyBundle } from './case-bundle.ts';
import { relay } from './relay.ts';

const echo: Script = async ({ messages }) => ({
  port: 'done',
  say: [{ text: `You said: ${messages.map(({ text }) => text).join(' ')}` }],
});

let runtime: CaseRuntime;
let script: Script = echo;
let visitor = '';
const ana = { id: 'ana', name: 'Ana' };

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: (input, run) => script(input, run),
  });
});
afterAll(() => runtime?.close());
beforeEach(() => {
  script = echo;
  visitor = randomUUID();
});

const say = (text: string, id: string = randomUUID()) => runtime.say(text, { visitor, id });
const heard = (count: number) =>
  eventually(
    () => runtime.heard(visitor),
    (texts) => texts.length >= count,
  );
const act = (
  caseId: string,
  type: 'claim' | 'reply' | 'return' | 'close',
  more: { text?: string; agent?: typeof ana; action?: string } = {},
) => runtime.gateway.act(caseId, { action: randomUUID(), type, agent: ana, ...more });

/** The chain of the case holds, it replays to the recorded decisions, and what people read is what it says. */
async function proves(caseId: string) {
  const bundle = await exportCase(runtime.stores, caseId);
  const entries = bundle!.journal.length;
  expect(verifyBundle(bundle!, createStep(deciders))).toMatchObject({
    chain: { ok: true, entries },
    replay: { ok: true, events: entries },
    record: { ok: true, messages: bundle!.messages.length },
  });
  return bundle!.journal;
}

describe('a case', () => {
  it('answers on the conversation it came from; its journal proves why', async () => {
    const { caseId } = await say('Hello');
    expect(await heard(1)).toEqual(['You said: Hello']);
    await say('And more');
    expect(await heard(2)).toEqual(['You said: Hello', 'You said: And more']);
    const records = await proves(caseId);
    expect(records.map(({ entry }) => entry.type)).toEqual([
      'case.opened',
      'message.received',
      'node.done',
      'message.received',
      'node.done',
    ]);
    for await (const { _id } of runtime.stores.inbox.unacknowledged({ olderThanMs: 0 }))
      expect.unreachable(`${_id} was not acknowledged`);
  });

  it('is opened once by two first messages at once, and answers both', async () => {
    const received = await Promise.all([say('one'), say('two'), say('three')]);
    expect(new Set(received.map(({ caseId }) => caseId)).size).toBe(1);
    await eventually(
      async () => (await runtime.heard(visitor)).join(' '),
      (texts) => ['one', 'two', 'three'].every((word) => texts.includes(word)),
    );
    await proves(received[0]!.caseId);
  });

  it('takes a message that is sent twice once', async () => {
    const id = randomUUID();
    const { caseId } = await say('Hello', id);
    await heard(1);
    expect(await say('Hello', id)).toEqual({ caseId, duplicate: true });
    await say('Next');
    expect(await heard(2)).toEqual(['You said: Hello', 'You said: Next']);
  });

  it('goes to people when a node fails, and tells the customer', async () => {
    script = async () => {
      throw new Error('the service is down');
    };
    const { caseId } = await say('Hello');
    await heard(1);
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (found) => found?.owner === 'queue',
    );
    expect(row?.queue).toMatchObject({
      name: 'people',
      reason: expect.stringContaining('the service is down'),
    });
    await proves(caseId);
  }, 30_000);

  it('is silent from the moment an agent claims; what the node found is only suggested', async () => {
    let release = () => {};
    script = async (input) => {
      await new Promise<void>((resolve) => (release = resolve));
      return echo(input, '');
    };
    const { caseId } = await say('Hello');
    await eventually(
      async () => release.toString(),
      (text) => text.includes('resolve') || text !== '() => {}',
    );
    expect(await act(caseId, 'claim')).toEqual({ ok: true });
    release();
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (found) => found?.suggestion !== undefined,
    );
    expect(row).toMatchObject({ owner: 'agent', suggestion: { say: [{ text: 'You said: Hello' }] } });
    expect(await act(caseId, 'reply', { text: 'Ana here.' })).toEqual({ ok: true });
    expect(await heard(1)).toEqual(['Ana here.']);
    await proves(caseId);
  });

  it('refuses a second agent, and counts a double click once', async () => {
    const { caseId } = await say('Hello');
    await heard(1);
    await act(caseId, 'claim');
    expect(await act(caseId, 'reply', { agent: { id: 'bo', name: 'Bo' }, text: 'x' })).toMatchObject({
      ok: false,
      code: 'case.owned-by-another-agent',
    });
    const action = randomUUID();
    await Promise.all([
      act(caseId, 'reply', { text: 'Once.', action }),
      act(caseId, 'reply', { text: 'Once.', action }),
    ]);
    expect(await heard(2)).toEqual(['You said: Hello', 'Once.']);
    expect(await act('nobody', 'claim')).toMatchObject({ ok: false, code: 'case.not-found' });
  });

  it('ends its workflow when closed, and a new message opens the same case again', async () => {
    const { caseId } = await say('Hello');
    await heard(1);
    const stands = async (token: object) => {
      const found = await eventually(
        async () => (await runtime.stores.cases.get(caseId))?.token,
        (at) => JSON.stringify(at) === JSON.stringify(token),
      );
      expect(found).toEqual(token);
    };
    await stands({ node: 'reply' });
    await act(caseId, 'close', {});
    await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result();
    await stands({});
    expect(await act(caseId, 'claim')).toMatchObject({ ok: false, code: 'case.closed' });
    expect(await say('It is back')).toMatchObject({ caseId });
    await heard(2);
    expect(await runtime.stores.cases.get(caseId)).toMatchObject({ owner: 'flow', reopened: 1 });
    await proves(caseId);
  });

  it('loses nothing while no worker is there', async () => {
    await runtime.stopWorker();
    const { caseId } = await say('Anybody?');
    expect(await runtime.heard(visitor)).toEqual([]);
    await runtime.startWorker();
    expect(await heard(1)).toEqual(['You said: Anybody?']);
    await proves(caseId);
  }, 30_000);

  it('goes on from its journal when its run is lost, and runs the unfinished node', async () => {
    const { caseId } = await say('Hello');
    await heard(1);
    let started = 0;
    let release = () => {};
    script = async () => {
      started += 1;
      await new Promise<void>((resolve) => (release = resolve));
      return { port: 'done' };
    };
    await say('Still there?');
    await eventually(
      async () => started,
      (count) => count === 1,
    );
    // A send makes the case commit while the node runs; here the events of the turn stand nowhere but in the lost run.
    await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).terminate('lost');
    script = echo;
    await relay(runtime, 0);
    expect(await heard(2)).toEqual(['You said: Hello', 'You said: Still there?']);
    release();
    await proves(caseId);
  });

  it('goes on over continue-as-new after every event, with nothing lost or said twice', async () => {
    const continuing = await startCaseRuntime({
      temporalAddress: inject('temporalAddress'),
      mongodbUrl: inject('mongodbUrl'),
      script: echo,
      continueAfterEvents: 1,
    });
    try {
      const { caseId } = await continuing.say('one');
      for (const word of ['two', 'three', 'four']) {
        await eventually(
          () => continuing.heard(),
          (texts) => texts.length > 0,
        );
        await continuing.say(word);
      }
      await eventually(
        async () => (await continuing.heard()).join(' '),
        (texts) => texts.includes('four'),
      );
      const run = await continuing.temporal.workflow.getHandle(workflowIdOf(caseId)).describe();
      expect(run.raw.workflowExecutionInfo?.execution?.runId).not.toBe(
        run.raw.workflowExecutionInfo?.firstRunId,
      );
      const records = await continuing.stores.journal.read(caseId);
      expect(records.filter(({ entry }) => entry.type === 'message.received')).toHaveLength(4);
      expect(verifyChain(records.map(({ entry }) => entry))).toMatchObject({ ok: true });
    } finally {
      await continuing.close();
    }
  }, 60_000);

  it('is signalled again by the relay when the first signal did not arrive', async () => {
    const { caseId } = await say('Hello');
    await heard(1);
    const at = Date.now();
    await runtime.stores.inbox.insert({
      channel: 'webchat',
      providerMessageId: `lost-${visitor}`,
      conversation: visitor,
      messageId: `${visitor}:lost`,
      at,
      payload: {
        channel: 'webchat',
        providerMessageId: `lost-${visitor}`,
        conversation: visitor,
        messageId: `${visitor}:lost`,
        text: 'Lost on the way',
        at,
        identifiers: [{ kind: 'webchat', value: visitor, level: 'verified', evidence: 'test' }],
      },
    });
    await relay(runtime, 0);
    expect(await heard(2)).toEqual(['You said: Hello', 'You said: Lost on the way']);
    await relay(runtime, 0);
    await proves(caseId);
  });

  it('goes on from its journal when its history cannot be followed, in a run that nobody has to ask for', async () => {
    const { caseId } = await say('Hello');
    await heard(1);
    const handle = runtime.temporal.workflow.getHandle(workflowIdOf(caseId));
    const { runId: first, taskQueue } = await handle.describe();
    await runtime.stopWorker();
    const bundle = await bundleWorkflow();
    const code = bundle.code.replaceAll('database.openCase(', 'database.loadPlan(');
    expect(code).not.toBe(bundle.code);
    const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
    const { activities, converter: dataConverter } = runtime;
    const options = { workflowBundle: { ...bundle, code }, shutdownGraceTime: '1 s' };
    const other = await createCaseWorker({
      connection,
      namespace: 'default',
      taskQueue,
      dataConverter,
      activities,
      options,
    });
    const ended = other.run();
    await say('Still there?');
    await eventually(
      async () => (await handle.describe()).runId,
      (run) => run !== first,
      45_000,
    );
    other.shutdown();
    await ended;
    await connection.close();
    await runtime.startWorker();
    await relay(runtime, 0);
    expect(
      await eventually(
        () => runtime.heard(visitor),
        (texts) => texts.length >= 2,
        45_000,
      ),
    ).toEqual(['You said: Hello', 'You said: Still there?']);
    await proves(caseId);
  }, 150_000);

  it('is opened by the next message when whoever opened it ended half-way', async () => {
    const identifiers = [{ kind: 'webchat', value: visitor, level: 'verified' as const, evidence: 'test' }];
    const customer = await runtime.stores.customers.findOrCreate({ identifiers, at: Date.now() });
    const newCaseId = randomUUID();
    await runtime.stores.customers.openCaseFor(customer._id, {
      newCaseId,
      at: Date.now(),
      reopenWithinMs: 0,
    });
    expect(await say('Hello')).toMatchObject({ caseId: newCaseId });
    expect(await heard(1)).toEqual(['You said: Hello']);
    await proves(newCaseId);
  });

  it('is reached by the relay past a row that cannot be delivered', async () => {
    const at = Date.now();
    const insert = (id: string, value: string, age: number) => {
      const identifiers = [{ kind: 'webchat', value, level: 'verified' as const, evidence: 'test' }];
      const head = { channel: 'webchat', providerMessageId: `${id}-${visitor}`, conversation: visitor };
      const message = { ...head, messageId: `${visitor}:${id}`, at: at - age };
      return runtime.stores.inbox.insert({
        ...message,
        payload: { ...message, text: id, identifiers: id === 'poison' ? [] : identifiers },
      });
    };
    await insert('poison', visitor, 2_000);
    await insert('behind', visitor, 1_000);
    await relay(runtime, 0);
    expect(await heard(1)).toEqual(['You said: behind']);
  });
});
