import { interpreter } from '@throughline/flow/interpreter';
import { decisionDigest } from '@throughline/flow/replay';
import { compile } from '@throughline/flow/compile';
import { catalogue } from '@throughline/nodes/catalogue';
import { describe, expect, it } from 'vitest';
import { scriptedFlow, scriptedNode } from '../testing/case-runtime.ts';
import type { DecidedEvent, JournalDraft } from './contract.ts';
import { createLedger } from './ledger.ts';

const plan = compile(scriptedFlow(), { ...catalogue, scripted: scriptedNode });
const flow = { id: plan.flow.id, hash: plan.flow.hash };

function openedLedger() {
  const ledger = createLedger({
    plan,
    seq: 0,
    opened: {
      type: 'case.opened',
      id: 'opened:k',
      at: 1_000,
      actor: { kind: 'system' },
      caseId: 'k',
      flow,
      customer: { id: 'c', verified: false },
      interpreter,
    },
  });
  ledger.open();
  return ledger;
}

const message = (id: string, text: string) => ({
  type: 'message.received' as const,
  id,
  at: 2_000,
  actor: { kind: 'customer' as const, id: 'c' },
  message: { id, channel: 'webchat', conversation: 'v', text, sentAt: 2_000 },
});
const done = (run: string, text: string) => ({
  type: 'node.done' as const,
  id: `done:${run}`,
  at: 3_000,
  actor: { kind: 'flow' as const },
  run,
  result: { port: 'done', say: [{ text }] },
});

describe('a task that is told anew', () => {
  it('takes what stands in the journal, and decides about the rest after it', () => {
    const lost = openedLedger();
    lost.happened(message('m1', 'Hello'));
    lost.happened(done('think#1', 'Hi'));
    const stands = standing(lost.draft().entries);

    const told = openedLedger();
    told.happened(message('m1', 'Hello'));
    // In the second telling an agent was quicker than the answer that the customer has seen already.
    told.happened({
      type: 'agent.claimed',
      id: 'a1',
      at: 2_500,
      actor: { kind: 'agent', id: 'ana', name: 'Ana' },
    });
    told.happened(done('think#1', 'Hi'));
    told.committed({ stands });

    const { entries, state } = told.draft();
    expect(entries.map(({ event }) => event.id)).toEqual(['opened:k', 'm1', 'done:think#1', 'a1']);
    expect(standing(entries.slice(0, 3))).toEqual(stands);
    expect(state.owner).toBe('agent');
  });

  it('goes on by the version that it was moved to in what stands', () => {
    const drawn = scriptedFlow();
    const edges = drawn.edges.map((edge) => (edge.from === 'reply' ? { ...edge, to: 'person' } : edge));
    const other = compile({ ...drawn, edges }, { ...catalogue, scripted: scriptedNode });
    const to = { id: other.flow.id, hash: other.flow.hash, version: 2 };
    const moved = {
      ...{ type: 'flow.moved' as const, id: 'move:1', at: 2_500, reason: '' },
      actor: { kind: 'agent' as const, id: 'ana', name: 'Ana' },
      ...{ from: { hash: flow.hash, version: 1 }, to },
    };
    const before = [message('m1', 'Hello'), done('think#1', 'Hi')];
    const lost = openedLedger();
    lost.learn([other]);
    for (const event of [...before, moved]) lost.happened(event);
    const stands = standing(lost.draft().entries);

    // The second telling has not heard of it, and answers by the version that was left.
    const told = openedLedger();
    for (const event of [...before, message('m2', 'More')]) told.happened(event);
    expect(told.draft().state.position?.node).toBe('think');
    told.learn([other]);
    told.committed({ stands });
    expect(told.state()).toMatchObject({ flow: { hash: to.hash }, owner: 'queue' });
    expect(standing(told.draft().entries.slice(0, 4))).toEqual(stands);
    expect(told.takeRuns()).toEqual([]);
    // What it carries on names the version.
    expect(told.carry().state.flow.hash).toBe(to.hash);
  });

  it('runs nothing that was decided by what is taken back', () => {
    const lost = openedLedger();
    for (const event of [message('m1', 'Hello'), message('m2', 'More'), done('think#1', 'Hi')])
      lost.happened(event);
    const stands = standing(lost.draft().entries);

    const told = openedLedger();
    told.happened(message('m1', 'Hello'));
    expect(told.takeRuns().map(({ run }) => run)).toEqual(['think#1']);
    // In the second telling another message came while the node ran, and would be asked about as well.
    for (const event of [message('m2', 'More'), message('m3', 'And more'), done('think#1', 'Hi')])
      told.happened(event);
    expect(told.mustCommit(0)).toBe(true);
    told.committed({ stands });

    const asked = told.takeRuns().filter(({ run }) => run === 'think#2');
    expect(asked.map(({ input }) => input.messages.map(({ id }) => id))).toEqual([['m2']]);
    expect(told.state().pending.map(({ id }) => id)).toEqual(['m3']);
  });

  it('does not take what was found for what is taken back as the answer to what stands', () => {
    const lost = openedLedger();
    lost.happened(message('m1', 'Hello'));
    const stands = standing(lost.draft().entries);

    const told = openedLedger();
    told.happened(message('m2', 'More'));
    expect(told.takeRuns().map(({ run }) => run)).toEqual(['think#1']);
    told.happened(done('think#1', 'About more'));
    told.committed({ stands });

    expect(told.draft().entries.map(({ event }) => event.id)).toEqual(['opened:k', 'm1', 'm2']);
    const asked = told.takeRuns();
    expect(asked.map(({ run, input }) => [run, input.messages.map(({ id }) => id)])).toEqual([
      ['think#1', ['m1']],
    ]);
  });

  it('runs nothing whose result stands', () => {
    const lost = openedLedger();
    for (const event of [message('m1', 'Hello'), done('think#1', 'Hi')]) lost.happened(event);
    const stands = standing(lost.draft().entries);
    const told = openedLedger();
    told.happened(message('m1', 'Hello'));
    told.happened(message('m2', 'More'));
    told.committed({ stands });
    expect(told.takeRuns().map(({ run }) => run)).toEqual(['think#2']);
  });

  it('commits what the world must see before it runs what follows from it', () => {
    const ledger = openedLedger();
    ledger.happened(message('m1', 'Hello'));
    expect(ledger.mustCommit(0)).toBe(false);
    expect(ledger.takeRuns()).toHaveLength(1);
    ledger.happened(message('m2', 'More'));
    ledger.happened(done('think#1', 'Hi'));
    expect(ledger.mustCommit(0)).toBe(true);
    ledger.committed({});
    expect(ledger.mustCommit(0)).toBe(false);
    expect(ledger.takeRuns().map(({ run }) => run)).toEqual(['think#2']);
  });

  it('keeps what was drafted when nothing else stood there', () => {
    const ledger = openedLedger();
    ledger.happened(message('m1', 'Hello'));
    ledger.committed({});
    expect(ledger.draft().entries).toEqual([]);
    expect(ledger.carry().seq).toBe(2);
  });

  it('journals a duplicate once', () => {
    const ledger = openedLedger();
    ledger.happened(message('m1', 'Hello'));
    expect(ledger.happened(message('m1', 'Hello'))).toMatchObject({ reason: 'duplicate' });
    expect(ledger.draft().entries).toHaveLength(2);
  });
});

/** As a commit writes it. */
function standing(entries: DecidedEvent[]): JournalDraft[] {
  return entries.map(({ changes, ...entry }) => ({
    ...entry,
    decision: decisionDigest({ effects: entry.effects, changes }),
  }));
}
