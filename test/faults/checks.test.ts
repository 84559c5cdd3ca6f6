import type { Effect } from '@throughline/flow/effect';
import { emptyState } from '@throughline/flow/state';
import { describe, expect, it } from 'vitest';
import type { CheckName } from './checks.ts';
import { check } from './checks.ts';
import type { EchoCall } from './echo-service.ts';
import type { Evidence } from './evidence.ts';

type Whole = { evidence: Evidence; calls: EchoCall[] };

const customer = { kind: 'customer', id: 'c' } as const;
const message = { id: 'v:1', channel: 'webchat', conversation: 'v', text: 'Echo 1.', sentAt: 1 };
const send = {
  type: 'send',
  send: 'k:1:1',
  actor: { kind: 'flow' },
  channel: 'webchat',
  conversation: 'v',
  text: 'Echo: Echo 1.',
  node: 'tell',
} as const;
const run = {
  type: 'run',
  run: 'echo#1',
  node: 'echo',
  nodeType: 'http-request',
  local: false,
  title: '',
  input: { messages: [message] },
};

/** One question, one answer, and everything that stands about it. */
function whole(): Whole {
  const opened = [{ type: 'turn.opened', turn: 1, messages: ['v:1'] }, run] as Effect[];
  const ended = [send, { type: 'turn.ended', turn: 1, outcome: 'reply' }] as Effect[];
  const shown = { choices: [], sources: [], at: 1, delivery: 'stored' as const };
  return {
    calls: [{ key: 'k:echo#1:d1', texts: ['Echo 1.'], calls: 2 }],
    evidence: {
      conversation: 'v',
      said: [{ id: '1', text: 'Echo 1.', way: 'once', acknowledged: true }],
      seenToChange: [],
      transcript: [
        { ...shown, id: '1', seq: 1, from: 'customer', text: 'Echo 1.' },
        { ...shown, id: 'k:1:1', seq: 2, from: 'bot', text: 'Echo: Echo 1.' },
      ],
      inbox: [{ _id: 'webchat:v:1', state: 'acknowledged' } as Evidence['inbox'][number]],
      cases: [
        {
          caseId: 'k',
          lastSeq: 2,
          journal: [
            {
              event: { type: 'message.received', id: 'v:1', at: 1, actor: customer, message },
              effects: opened,
              decision: '',
              salt: '',
            },
            {
              event: {
                type: 'node.done',
                id: 'done:echo#1',
                at: 2,
                actor: { kind: 'flow' },
                run: 'echo#1',
                result: { port: 'ok' },
              },
              effects: ended,
              decision: '',
              salt: '',
            },
          ],
          verdict: {
            chain: { ok: true, entries: 2 },
            replay: { ok: true, events: 2 },
            record: { ok: true, messages: 2 },
          },
          state: emptyState(),
          outbox: [
            {
              _id: 'k:1:1',
              state: 'handed',
              text: 'Echo: Echo 1.',
            } as Evidence['cases'][number]['outbox'][number],
          ],
        },
      ],
    },
  };
}

const wrong: { [name: string]: { breaks: CheckName; how: (whole: Whole) => void } } = {
  'a message that was acknowledged and is nowhere': {
    breaks: 'no message is lost',
    how: ({ evidence }) => evidence.said.push({ id: '2', text: 'Echo 2.', way: 'once', acknowledged: true }),
  },
  'a message nobody said': { breaks: 'no message is lost', how: ({ evidence }) => void (evidence.said = []) },
  'a message taken twice': {
    breaks: 'every message has one answer or one hand-over',
    how: ({ evidence }) => effects(evidence, 1).push({ type: 'forward', to: 'queue', messages: ['v:1'] }),
  },
  'a message taken by no turn': {
    breaks: 'every message has one answer or one hand-over',
    how: ({ evidence }) => void effects(evidence, 0).shift(),
  },
  'a turn that never ends': {
    breaks: 'every turn ends once',
    how: ({ evidence }) => void effects(evidence, 1).pop(),
  },
  'a reply shown twice': {
    breaks: 'no reply is said twice, none is missing',
    how: ({ evidence }) => evidence.transcript.push({ ...evidence.transcript[1]!, seq: 3 }),
  },
  'a reply that never arrived': {
    breaks: 'no reply is said twice, none is missing',
    how: ({ evidence }) => void evidence.transcript.pop(),
  },
  'a reply that no journal decided': {
    breaks: 'no reply is said twice, none is missing',
    how: ({ evidence }) => evidence.transcript.push({ ...evidence.transcript[1]!, id: 'k:1:2', seq: 3 }),
  },
  'a place whose message changed': {
    breaks: 'no reply is said twice, none is missing',
    how: ({ evidence }) => evidence.seenToChange.push('place 2'),
  },
  'an answer to another question': {
    breaks: 'every answer is the answer to its question',
    how: ({ evidence }) => void (effects(evidence, 1)[0] = { ...send, text: 'Echo: Echo 7.' }),
  },
  'a call under a key that no run has': {
    breaks: 'outside calls carry one key each',
    how: ({ calls }) => calls.push({ key: 'k:echo#2:d1', texts: ['Echo 1.'], calls: 1 }),
  },
  'a run that asked under two keys': {
    breaks: 'outside calls carry one key each',
    how: ({ calls }) => calls.push({ key: 'k:echo#1:d2', texts: ['Echo 1.'], calls: 1 }),
  },
  'a run that asked for what nobody said': {
    breaks: 'outside calls carry one key each',
    how: ({ calls }) => calls.push({ key: 'k:echo#1:d2', texts: ['Echo 7.'], calls: 1 }),
  },
  'a key used for two texts': {
    breaks: 'outside calls carry one key each',
    how: ({ calls }) => calls[0]!.texts.push('Echo 2.'),
  },
  'an inbox row nobody took': {
    breaks: 'no case is stuck',
    how: ({ evidence }) => void (evidence.inbox[0]!.state = 'received'),
  },
  'an outbox row that waits': {
    breaks: 'no case is stuck',
    how: ({ evidence }) => void (evidence.cases[0]!.outbox[0]!.state = 'handing'),
  },
  'a node that runs for ever': {
    breaks: 'no case is stuck',
    how: ({ evidence }) =>
      void (evidence.cases[0]!.state!.position = {
        node: 'echo',
        run: 'echo#1',
        phase: 'running',
        messages: 'hold',
        person: false,
        memory: null,
      }),
  },
  'a broken chain': {
    breaks: 'every chain verifies',
    how: ({ evidence }) =>
      void (evidence.cases[0]!.verdict.chain = { ok: false, seq: 2, reason: 'entry-changed' }),
  },
  'a decision that does not follow': {
    breaks: 'replay agrees',
    how: ({ evidence }) =>
      void (evidence.cases[0]!.verdict.replay = { ok: false, seq: 2, reason: 'contents-erased' }),
  },
};

describe('the checks', () => {
  it('find nothing where nothing is wrong', () => {
    const { evidence, calls } = whole();
    expect(check([evidence], calls)).toEqual([]);
  });

  it.each(Object.entries(wrong))('find %s', (_, { breaks, how }) => {
    const made = whole();
    how(made);
    expect(check([made.evidence], made.calls).map((violation) => violation.check)).toContain(breaks);
  });
});

function effects(evidence: Evidence, entry: number): Effect[] {
  return evidence.cases[0]!.journal[entry]!.effects;
}
