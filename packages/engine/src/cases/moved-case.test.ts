import { randomUUID } from 'node:crypto';
import { createStep } from '@throughline/flow/step';
import type { Flow } from '@throughline/flow/schema';
import { deciders } from '@throughline/nodes/deciders';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { beginMove } from '../flows/begin-move.ts';
import { moveProgress } from '../flows/move-progress.ts';
import type { MoveRunningDeps } from '../flows/move-running.ts';
import { createMoveRunning } from '../flows/move-running.ts';
import { workflowIdOf } from '../temporal/case-handle.ts';
import type { CaseRuntime, Script } from '../testing/case-runtime.ts';
import { eventually, scriptedFlow, startCaseRuntime } from '../testing/case-runtime.ts';
import { exportCase, verifyBundle } from './case-bundle.ts';
import { createMoveCase } from './move-case.ts';

const echo: Script = async ({ messages }) => ({
  port: 'done',
  say: [{ text: `You said: ${messages.map(({ text }) => text).join(' ')}` }],
});

let runtime: CaseRuntime;
let script: Script = echo;

beforeEach(async () => {
  script = echo;
  await runtime.publish(scriptedFlow());
});
const start = (options: { continueAfterEvents?: number } = {}) =>
  startCaseRuntime({
    ...options,
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: (input, run) => script(input, run),
  });

/** Who replies gets a person. */
const people = (): Flow => {
  const flow = scriptedFlow();
  const edges = flow.edges.map((edge) => (edge.from === 'reply' ? { ...edge, to: 'person' } : edge));
  return { ...flow, edges };
};
/** The reply is waited for at another node. */
const elsewhere = (): Flow => {
  const flow = scriptedFlow();
  const rename = (id: string) => (id === 'reply' ? 'answer' : id);
  return {
    ...flow,
    nodes: flow.nodes.map((node) => ({ ...node, id: rename(node.id) })),
    edges: flow.edges.map((edge) => ({ ...edge, from: rename(edge.from), to: rename(edge.to) })),
  };
};

async function waiting(visitor: string = randomUUID()) {
  const { caseId } = await runtime.say('Hello', { visitor });
  await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.token?.node === 'reply',
  );
  return { caseId, visitor };
}

async function publishAndMove(flow: Flow): Promise<string> {
  const hash = await runtime.publish(flow);
  const version = (await runtime.stores.flows.byHash(hash))!.version;
  const to = { hash, version };
  await beginMove(runtime.stores, { flowId: flow.id, to, author: 'cli', reason: 'Shorter.', at: Date.now() });
  return hash;
}

const mover = (more: Partial<MoveRunningDeps> = {}) =>
  createMoveRunning({
    ...{ stores: runtime.stores, moveCase: createMoveCase(runtime.temporal), log: pino({ level: 'silent' }) },
    ...{ batchMs: 0, againMs: 0 },
    ...more,
  });

const progress = async () => (await moveProgress(runtime.stores, 'scripted'))!;

/** The chain holds, it replays with every version it ran, and its row is what it says. */
async function proves(caseId: string) {
  const bundle = await exportCase(runtime.stores, caseId);
  expect(verifyBundle(bundle!, createStep(deciders))).toMatchObject({
    chain: { ok: true },
    replay: { ok: true },
    record: { ok: true },
  });
  return bundle!.journal.map(({ entry }) => entry);
}

const handedOver = (caseId: string) =>
  eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'queue',
  );

describe('a running case and a newer version of its flow', () => {
  beforeAll(async () => {
    runtime = await start();
  });
  afterAll(() => runtime?.close());

  it('is moved where it waits, and goes on by the new version; its journal says who did it, and proves it', async () => {
    const { caseId, visitor } = await waiting();
    const before = await runtime.stores.cases.get(caseId);
    const hash = await publishAndMove(people());
    await mover()();
    expect(await progress()).toMatchObject({ state: 'done', cases: 1, moved: 1, kept: 0, waiting: 0 });
    expect((await runtime.stores.cases.get(caseId))?.flow).toEqual({ id: 'scripted', hash });

    await runtime.say('I still wait', { visitor });
    await handedOver(caseId);
    const entries = await proves(caseId);
    const moved = entries.find(({ type }) => type === 'flow.moved')!;
    expect(moved.actor).toEqual({ kind: 'agent', id: 'cli', name: 'the command line' });
    const { content } = (await runtime.stores.journal.find(caseId, moved.eventId))!;
    expect(content?.event).toMatchObject({
      from: { hash: before?.flow.hash, version: 1 },
      to: { hash, version: 2 },
      reason: 'Shorter.',
    });
    // What is exported and changed by hand is found out.
    const bundle = (await exportCase(runtime.stores, caseId))!;
    const { otherVersions: _, ...without } = bundle;
    expect(verifyBundle(without, createStep(deciders)).replay.ok).toBe(false);
    const drawn = bundle.otherVersions!.map((other) => ({ ...other, flow: { ...other.flow, nodes: [] } }));
    expect(verifyBundle({ ...bundle, otherVersions: drawn }, createStep(deciders)).record).toMatchObject({
      reason: 'flow-differs',
    });
  }, 60_000);

  it('stays where the new version has no such place, and says why; nothing else is different for it', async () => {
    const { caseId, visitor } = await waiting();
    const before = (await runtime.stores.cases.get(caseId))?.flow;
    await publishAndMove(elsewhere());
    await mover()();
    expect(await progress()).toMatchObject({
      state: 'done',
      places: expect.arrayContaining([
        expect.objectContaining({
          node: { id: 'reply', title: 'Reply' },
          why: 'place-gone',
          text: '"Reply" is not in this version.',
        }),
      ]),
    });
    expect((await runtime.stores.cases.get(caseId))?.flow).toEqual(before);
    await runtime.say('I still wait', { visitor });
    expect(
      await eventually(
        () => runtime.heard(visitor),
        (texts) => texts.length === 2,
      ),
    ).toEqual(['You said: Hello', 'You said: I still wait']);
    const refused = (await proves(caseId)).find(({ type }) => type === 'flow.moved');
    expect(refused?.effects).toEqual(['ignored']);
  }, 60_000);

  it('is asked again while a node runs, and moved when that has come to an end', async () => {
    let release = () => {};
    let running = () => {};
    const runs = new Promise<void>((resolve) => (running = resolve));
    script = async (input) => {
      running();
      await new Promise<void>((resolve) => (release = resolve));
      return echo(input, '');
    };
    const { caseId } = await runtime.say('Hello', { visitor: randomUUID() });
    await runs;
    const hash = await publishAndMove(people());
    const by = createMoveCase(runtime.temporal);
    const answers: string[] = [];
    const moving = mover({
      passes: 50,
      againMs: 100,
      moveCase: async (id, event) => {
        const answer = await by(id, event);
        if (id === caseId) answers.push(answer.moved ? 'moved' : answer.reason);
        return answer;
      },
    });
    await moving();
    expect((await progress()).state).toBe('running');
    release();
    await eventually(
      async () => {
        await moving();
        return progress();
      },
      ({ state }) => state === 'done',
    );
    expect(answers[0]).toBe('place-busy');
    expect(answers.at(-1)).toBe('moved');
    expect((await runtime.stores.cases.get(caseId))?.flow.hash).toBe(hash);
    await proves(caseId);
  }, 60_000);

  it('goes on by the version it was moved to when its run is lost, and when it is closed and opened again', async () => {
    const { caseId, visitor } = await waiting();
    await publishAndMove(people());
    await mover()();
    await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).terminate('lost');
    await runtime.say('I still wait', { visitor });
    await handedOver(caseId);
    const closing = {
      action: randomUUID(),
      type: 'customer-close' as const,
      customer: 'c',
      reason: 'solved',
    };
    expect(await runtime.gateway.act(caseId, closing)).toEqual({ ok: true });
    await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result();
    await runtime.say('One more thing', { visitor });
    await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'flow' && row.token?.node === 'reply',
    );
    await runtime.say('And?', { visitor });
    await handedOver(caseId);
    await proves(caseId);
  }, 60_000);

  it('is left alone by a move whose version is not live any more', async () => {
    const { caseId } = await waiting();
    await publishAndMove(elsewhere());
    await runtime.publish(scriptedFlow());
    await mover()();
    expect(await progress()).toMatchObject({ state: 'stopped', moved: 0 });
    expect((await proves(caseId)).some(({ type }) => type === 'flow.moved')).toBe(false);
  }, 60_000);
});

describe('many running cases', () => {
  beforeAll(async () => {
    // Each run of a case is continued as a new one as soon as it may.
    runtime = await start({ continueAfterEvents: 1 });
  });
  afterAll(() => runtime?.close());

  it('are all moved once when whoever moves them dies on the way', async () => {
    const cases = await Promise.all(Array.from({ length: 7 }, () => waiting()));
    const hash = await publishAndMove(people());
    const ask = createMoveCase(runtime.temporal);
    let asked = 0;
    // It has asked the fourth, and never hears the answer.
    void mover({
      batch: 2,
      moveCase: async (id, event) => {
        const answer = await ask(id, event);
        asked += 1;
        return asked < 4 ? answer : new Promise(() => {});
      },
    })();
    await eventually(
      async () => asked,
      (count) => count >= 4,
    );
    // Its lease holds off everybody else, until it is over.
    await mover()();
    expect(await progress()).toMatchObject({ state: 'running' });
    await mover({ batch: 2, now: () => Date.now() + 60_000 })();
    expect(await progress()).toMatchObject({ state: 'done', cases: 7, moved: 7, kept: 0, places: [] });

    for (const { caseId, visitor } of cases) {
      expect((await runtime.stores.cases.get(caseId))?.flow.hash).toBe(hash);
      await runtime.say('I still wait', { visitor });
      await handedOver(caseId);
      const entries = await proves(caseId);
      expect(entries.filter(({ type }) => type === 'flow.moved')).toHaveLength(1);
    }
  }, 90_000);

  it('are moved by the next worker when theirs stops in the middle', async () => {
    const cases = await Promise.all(Array.from({ length: 4 }, () => waiting()));
    const hash = await publishAndMove(people());
    const ask = createMoveCase(runtime.temporal);
    let asked = 0;
    const ending = new AbortController();
    await mover({
      ...{ batch: 1, signal: ending.signal },
      moveCase: async (id, event) => {
        asked += 1;
        if (asked === 2) {
          await runtime.stopWorker();
          ending.abort();
          return { moved: false, reason: 'no-answer' };
        }
        return ask(id, event);
      },
    })();
    expect(await progress()).toMatchObject({ state: 'running', waiting: 3, moved: 1 });
    await runtime.startWorker();
    // What it leaves in good order need not be waited for.
    await mover()();
    expect(await progress()).toMatchObject({ state: 'done', moved: 4, kept: 0 });
    for (const { caseId } of cases) {
      expect((await runtime.stores.cases.get(caseId))?.flow.hash).toBe(hash);
      await proves(caseId);
    }
  }, 90_000);
});
