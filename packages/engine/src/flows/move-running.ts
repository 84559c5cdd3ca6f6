import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { MoveAnswer, MoveCase } from '../cases/move-case.ts';
import type { CaseRow } from '../stores/cases.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowMoveRow, MovedCaseRow } from '../stores/flow-moves.ts';
import { tellFlowChange } from './tell-flow-change.ts';

export type MoveRunningDeps = {
  stores: Pick<Stores, 'cases' | 'feed' | 'flowMoves' | 'flows' | 'users'>;
  moveCase: MoveCase;
  log: Logger;
  signal?: AbortSignal;
  now?: () => number;
  /** Cases that are asked together, one such batch a second at most. */
  batch?: number;
  batchMs?: number;
  /** A case that is busy is asked again in so long, so often. */
  againMs?: number;
  passes?: number;
};

/** Reasons that pass: a node that runs comes to an end, and a worker that was away comes back. */
const passing = new Set<string>(['place-busy', 'no-answer', 'duplicate', 'failed']);

/**
 * Asks every running case of other versions to go on by the one that was published, and keeps what each of them answered. What
 * is asked is noted first, and whose work it is is leased: whoever dies in between is followed by another, which asks with the
 * same keys. Resolves when nothing is due.
 */
export function createMoveRunning({
  stores: { cases, feed, flowMoves, flows, users },
  moveCase,
  log,
  signal,
  now = Date.now,
  batch = 25,
  batchMs = 1_000,
  againMs = 5_000,
  passes = 6,
}: MoveRunningDeps): () => Promise<void> {
  const by = randomUUID();

  return async () => {
    for (;;) {
      const move = signal?.aborted ? null : await flowMoves.claim(by, now());
      if (!move) return;
      await carryOn(move);
    }
  };

  async function carryOn(claimed: FlowMoveRow): Promise<void> {
    let move = claimed;
    for (;;) {
      const began = now();
      if (signal?.aborted) return flowMoves.rest(move, { ...move, dueAt: began });
      if ((await flows.summary(move._id))?.live !== move.to.hash) return end(move, 'stopped');
      const page = { hash: move.to.hash, after: move.after, limit: batch };
      const rows = await cases.openElsewhere(move._id, page);
      const last = rows.at(-1);
      if (!last) return endOfPass(move);
      const asked = await askAll(move, rows);
      const facts = { after: last._id, asked: move.asked + asked };
      if (!(await flowMoves.advance(move, facts, now()))) return;
      move = { ...move, ...facts };
      await tellProgress(move);
      if (asked > 0) await leaveRoom(began + batchMs - now());
    }
  }

  /** Whoever writes to cases meanwhile is not kept waiting. */
  async function leaveRoom(ms: number): Promise<void> {
    await pause(Math.max(0, ms), undefined, { signal }).catch(() => undefined);
  }

  /** How many were asked: those that have answered for good are not. */
  async function askAll(move: FlowMoveRow, rows: OpenCase[]): Promise<number> {
    const ids = rows.map(({ _id }) => _id);
    const versions = new Map((await flows.versions(move._id)).map(({ hash, version }) => [hash, version]));
    await flowMoves.note(rows.map((row) => noteOf(move, row, versions)));
    const open = (await flowMoves.ofCases(move.move, ids)).filter(
      ({ state }) => state === 'asked' || state === 'again',
    );
    await Promise.all(open.map((one) => askOne(move, one)));
    return open.length;
  }

  async function askOne(move: FlowMoveRow, { _id, caseId, from, attempt }: MovedCaseRow): Promise<void> {
    const { author, reason, to } = move;
    const answer = await moveCase(caseId, {
      id: `move:${move.move}:${attempt}`,
      at: now(),
      actor: { kind: 'agent', ...author },
      ...{ type: 'flow.moved', from, reason },
      to: { id: move._id, ...to },
    }).catch((error: unknown): FailedToAsk => {
      log.warn(
        { caseId, error: error instanceof Error ? error.name : 'unknown' },
        'could not be asked to move',
      );
      return { moved: false, reason: 'failed' };
    });
    // Once more with the same key where nobody knows what was done.
    const next = !answer.moved && answer.reason === 'no-answer' ? attempt : attempt + 1;
    const result = answer.moved && (await stands(caseId, to.hash)) ? movedNow : resultOf(answer);
    await flowMoves.settle(_id, { ...result, attempt: next });
  }

  /** What a case answers is decided, and stands in its row a moment later. */
  async function stands(caseId: string, hash: string): Promise<boolean> {
    for (let attempt = 1; attempt <= 40; attempt++) {
      if ((await cases.get(caseId))?.flow.hash === hash) return true;
      await pause(50);
    }
    return false;
  }

  /** The case's own row has the last word: what it was asked may have been done without an answer, or undone by its end. */
  async function endOfPass(move: FlowMoveRow): Promise<void> {
    for (const [n, row] of (await flowMoves.unsettled(move.move, 100_000)).entries()) {
      // The lease lasts for so many.
      if (n % 200 === 199 && !(await flowMoves.advance(move, {}, now()))) return;
      const kase = await cases.get(row.caseId);
      if (kase?.flow.hash === move.to.hash) await flowMoves.settle(row._id, { state: 'moved' });
      else if (!kase || kase.owner === 'nobody')
        await flowMoves.settle(row._id, { state: 'kept', why: 'case-closed' });
      else if (kase.flow.hash !== row.from.hash)
        await flowMoves.settle(row._id, { state: 'kept', why: 'flow-changed' });
      else if (move.pass >= passes)
        await flowMoves.settle(row._id, { state: 'kept', why: row.why ?? 'no-answer' });
    }
    const left = (await flowMoves.unsettled(move.move, 1)).length > 0;
    // A case that was opened while the version went live is found by another look.
    if (move.pass < passes && (left || move.asked > 0)) {
      const dueAt = now() + (left ? againMs : 0);
      return flowMoves.rest(move, { pass: move.pass + 1, after: '', asked: 0, dueAt });
    }
    await end(move, 'done');
  }

  async function end(move: FlowMoveRow, state: 'done' | 'stopped'): Promise<void> {
    if (!(await flowMoves.end(move, state, now()))) return;
    const counts = await flowMoves.counts(move.move);
    const sum = (wanted: MovedCaseRow['state']) =>
      counts.reduce((total, { state, cases }) => total + (state === wanted ? cases : 0), 0);
    const details = {
      ...move.to,
      moved: sum('moved'),
      kept: sum('kept'),
      ...(state === 'stopped' && { state }),
    };
    await users.log({
      ...{ at: now(), actor: move.author.id, action: 'flow.cases-moved', subject: move._id, outcome: 'done' },
      details,
    });
    await tellProgress(move, state);
  }

  async function tellProgress({ _id: flowId, author, move, pass, after }: FlowMoveRow, state = 'running') {
    const change = { flowId, author: author.id, what: 'cases-moved' as const, move };
    await tellFlowChange(feed, { ...change, place: `${state}:${pass}:${after}` });
  }
}

type OpenCase = Pick<CaseRow, '_id' | 'flow' | 'token'>;
type FailedToAsk = { moved: false; reason: 'failed' };

function noteOf(move: FlowMoveRow, row: OpenCase, versions: Map<string, number>): MovedCaseRow {
  const { _id: caseId, flow, token } = row;
  const from = { hash: flow.hash, version: versions.get(flow.hash) ?? 0 };
  const place = token?.node === undefined ? {} : { node: token.node };
  return {
    _id: `${move.move}:${caseId}`,
    move: move.move,
    caseId,
    from,
    ...place,
    state: 'asked',
    attempt: 1,
  };
}

type Result = Pick<MovedCaseRow, 'state' | 'why' | 'about'>;

const movedNow: Result = { state: 'moved' };

function resultOf(answer: MoveAnswer | FailedToAsk): Result {
  if (answer.moved) return { state: 'again', why: 'no-answer' };
  const { reason: why } = answer;
  const about = 'about' in answer ? answer.about : undefined;
  const state = passing.has(why) ? 'again' : 'kept';
  return { state, why, ...(about !== undefined && { about }) };
}
