import { readFile } from 'node:fs/promises';
import { runFlowTest } from '@throughline/flow/flow-test';
import { flowSchema, type Flow } from '@throughline/flow/schema';
import { talkOf } from '@throughline/flow/simulation-talk';
import { stopNames } from '@throughline/flow/stop-names';
import { catalogue } from '@throughline/nodes/catalogue';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSession, type Session } from './session.ts';

const support = new URL('../../../../workflows/support.flow.json', import.meta.url);
const flow: Flow = flowSchema.parse(JSON.parse(await readFile(support, 'utf8')));
const policies = { orderServiceUrl: 'https://orders.example' };
const now = () => Date.parse('2026-11-23T10:00:00Z');
const channel = 'webchat';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Nothing is live: every node that acts is asked about. */
function open(on: Flow = flow): Session {
  const session = createSession(on, { catalogue, policies, now });
  const types = new Set(on.nodes.map(({ type }) => type));
  session.set({ modes: Object.fromEntries([...types].map((type) => [type, 'ask'])) });
  return session;
}

function find(session: Session, port: string, output = {}, text?: string): void {
  const { asked } = session.getState();
  if (!asked) throw new Error('Nothing is asked.');
  session.answer(asked, { result: { port, output, ...(text && { say: [{ text }] }) } });
}

/** "How long is the warranty?", answered. */
function answered(): Session {
  const session = open();
  session.act({ say: 'How long is the warranty?', channel });
  find(session, 'new');
  find(session, 'found', { question: 'How long is the warranty?' });
  find(session, 'answered', {}, 'Four years.');
  return session;
}

const said = (session: Session) => talkOf(session.getState().simulation).map(({ text }) => text);
const path = (session: Session) => session.getState().way.visits.map(({ run }) => run);

describe('a session of the simulator', () => {
  it('asks for what each node finds, and goes on', () => {
    const session = answered();
    expect(said(session)).toEqual(['How long is the warranty?', 'Four years.']);
    expect(session.getState().asked).toBeUndefined();
    expect(path(session).at(-1)).toBe('reply#1');
  });

  it('goes back to a node and another way, and returns', () => {
    const session = answered();
    const step = session.getState().way.visits.find(({ node }) => node === 'answer');
    session.goBack(step?.from ?? 0);
    expect(session.getState().asked?.run).toBe('answer#1');
    find(session, 'not-sure');
    expect(path(session)).toContain('clarify#1');
    session.goForward();
    expect(said(session).at(-1)).toBe('Four years.');
    expect(session.getState().left).toBeUndefined();
  });

  it('runs the same again on another draft, with what was found', () => {
    const session = answered();
    session.act({ silence: '24h' });
    const edited = {
      ...flow,
      nodes: flow.nodes.map((node) => (node.id === 'remind' ? renamed(node) : node)),
    };
    session.runAgain(edited);
    const { world, asked, simulation } = session.getState();
    expect(world.plan.nodes['remind']?.title).toBe('Another title');
    expect(asked).toBeUndefined();
    expect(said(session)[1]).toBe('Four years.');
    expect(path(session)).toContain('remind#1');
    expect(simulation.steps[0]?.event.at).toBe(now());
  });

  it('is saved as a test that goes the same way', () => {
    const session = answered();
    session.act({ silence: '24h' });
    const { world } = session.getState();
    const names = stopNames(flow, catalogue);
    expect(runFlowTest(world, session.test('Saved'), { names })).toMatchObject({ ok: true, title: 'Saved' });
  });

  it('has the server run what is live; says why it could not, and hears nothing of a past that is left', async () => {
    const answers: (() => Response)[] = [
      () => Response.json({ outcome: { result: { port: 'new' } }, contents: {}, tookMs: 250 }),
      () =>
        Response.json(
          { title: 'Too many requests', detail: 'Wait a moment.', status: 429, code: 'rate.limited' },
          { status: 429 },
        ),
    ];
    const asked: { body: { run: string; http: boolean } }[] = [];
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      asked.push({ body: JSON.parse(body) as { run: string; http: boolean } });
      return (
        answers.shift()?.() ??
        Response.json({ outcome: { result: { port: 'nothing' } }, contents: {}, tookMs: 1 })
      );
    });
    const session = createSession(flow, { catalogue, policies, now });
    session.act({ say: 'How long is the warranty?', channel });
    await vi.waitFor(() => expect(session.getState().trouble).toBe('Too many requests. Wait a moment.'));
    expect(asked.map(({ body }) => body.run)).toEqual(['identity#1', 'retrieve#1']);
    expect(session.getState().way.visits.find(({ node }) => node === 'identity')).toMatchObject({
      port: 'new',
    });

    session.runLive(session.getState().asked!);
    session.startAgain(flow);
    await new Promise((done) => setTimeout(done, 20));
    expect(session.getState().simulation.acts).toEqual([]);
    expect(session.getState().way.visits).toEqual([]);
  });

  it('tells live nodes by what the customer is known, from the next case on', async () => {
    const sent: { identifiers: object[] }[] = [];
    vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
      sent.push(JSON.parse(body) as { identifiers: object[] });
      return Response.json({ outcome: { result: { port: 'known' } }, contents: {}, tookMs: 1 });
    });
    const session = createSession(flow, { catalogue, policies, now });
    const identity = async () => {
      sent.length = 0;
      session.act({ say: 'How long is the warranty?', channel });
      await vi.waitFor(() => expect(sent).not.toEqual([]));
      return sent[0]?.identifiers;
    };
    session.set({ who: { ...session.getState().who, email: ' ana@example.com ', verified: true } });
    expect(await identity()).toEqual([]);
    session.startAgain(flow);
    expect(await identity()).toEqual([{ kind: 'email', value: 'ana@example.com', level: 'verified' }]);
  });
});

function renamed<Node extends { title: string }>(node: Node): Node {
  return { ...node, title: 'Another title' };
}
