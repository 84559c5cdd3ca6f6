import { afterEach, describe, expect, it } from 'vitest';
import type { Flow } from '../../packages/flow/src/schema.ts';
import { ana } from '../../packages/flow/src/testing/drive.ts';
import { durationMs } from '../../packages/flow/src/duration.ts';
import { runFlowTest } from '../../packages/flow/src/flow-test.ts';
import { createStep } from '../../packages/flow/src/step.ts';
import { validate } from '../../packages/flow/src/validate.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { deciders } from '../../packages/nodes/src/deciders.ts';
import { pathOf } from '../../packages/flow/src/route-of.ts';
import { stopNames } from '../../packages/flow/src/stop-names.ts';
import { recordResults } from '../../packages/engine/src/play/record-results.ts';
import type { FlowCase, Script } from './flow-cases.ts';
import { playOnClock } from './play-on-clock.ts';
import type { Recorded } from './recorded-conversations.ts';
import { isLong, recordedConversations } from './recorded-conversations.ts';
import { templateCases, templateNamed } from './template-cases.ts';

const sunday = '2026-11-22T12:00:00Z';

type Expectations = {
  /** What messages are about, by the port of the node `intent`. */
  intents: { [port: string]: string[] };
  /** Edges that nothing walks, each with the reason. */
  excused?: { [edge: string]: string };
  /** Tests of its own. */
  more?: (given: { open: Open }) => void;
};

type Open = (options?: { at?: string; script?: Script }) => FlowCase;

/**
 * The contract of a template under a virtual clock: it validates without a warning, goes as recorded, understands what is
 * written to it, leaves nobody in a void whatever fails or is not understood, and every edge of it is walked. What nodes that
 * act found is recorded in the conversations.
 */
export async function describeTemplate(name: string, { intents, excused = {}, more }: Expectations) {
  const { flow, plan, openCase, walked } = await templateCases(await templateNamed(name));
  // By hand, after a change: those that no real chat can play are recorded here, the others by `test/templates.test.ts`.
  if (process.env['RECORD_RESULTS']) await recordLongOnes();
  const recorded = await recordedConversations(name);
  const cases: FlowCase[] = [];
  let ways: { conversation: Recorded['conversation']; paths: string[][] }[] | undefined;

  function open(options: Parameters<typeof openCase>[0] = {}): FlowCase {
    const kase = openCase(options);
    cases.push(kase);
    return kase;
  }

  afterEach(() => {
    expect(cases.splice(0).flatMap(({ breaches }) => breaches)).toEqual([]);
  });

  describe(`the template ${name}`, () => {
    it('validates without a warning, and is drawn without overlaps', () => {
      expect(validate(flow, catalogue)).toEqual([]);
      expect(overlaps(flow)).toEqual([]);
    });

    it.each(recorded)('goes as recorded, without a server: $name', ({ conversation }) => {
      const { turns, parted } = runFlowTest({ step: createStep(deciders), plan }, conversation, {
        names: stopNames(flow, catalogue),
      });
      expect(parted).toBeUndefined();
      for (const stop of turns.flatMap(({ path }) => path)) walked.add(stop);
    });

    it.each(Object.entries(intents).flatMap(([port, texts]) => texts.map((text) => [text, port] as const)))(
      '%j: %s',
      (text, port) => {
        const path = pathOf(open().tell(text));
        expect(path.find((stop) => stop.startsWith('intent:'))).toBe(`intent:${port}`);
      },
    );

    it('knows nothing: asks once, then a person', () => {
      const kase = open({ script: { answer: () => ({ port: 'not-sure' }) } });
      expect(pathOf(kase.tell('Is it any good?'))).toContain('clarify:sent');
      expect(pathOf(kase.tell('I would like to know whether it is good for my dog'))).toContain(
        'unclearTwice:done',
      );
      expect(kase.state().owner).toBe('queue');
      const none = open({ script: { 'retrieve-knowledge': () => ({ port: 'nothing' }) } });
      expect(pathOf(none.tell('blah blah'))).toContain('clarify:sent');
    });

    it('offers titles, something else and a person', () => {
      const kase = open({ script: { answer: () => offer } });
      kase.tell('What about it?');
      expect(pathOf(kase.press('something-else'))).toContain('intent:something-else');
      kase.tell('The blue one');
      expect(pathOf(kase.press('person'))).toContain('wantsPerson:done');
    });

    it('gets a case back from people, with a question or without', () => {
      for (const [words, stop] of [
        ['How much is it?', 'leftOpen:yes'],
        [undefined, 'leftOpen:no'],
      ] as const) {
        const kase = open();
        kase.tell('Can I speak to somebody?');
        kase.settle(() => kase.happen({ type: 'agent.replied', text: 'Ana here.' }, { actor: ana }));
        if (words !== undefined) kase.say(words);
        const effects = kase.settle(() => kase.happen({ type: 'agent.returned' }, { actor: ana }));
        expect(pathOf(effects)).toContain(stop);
      }
    });

    const waiting = flow.nodes.filter(({ type }) => type === 'ask');
    const waits = waiting.map(({ id, config }) => [id, config['silenceAfter'] as string] as const);
    it.each(waits)('%s: %s of silence are met with a reminder, nonsense goes on', (node, silenceAfter) => {
      const kase = at(node, open);
      const effects = kase.wait(durationMs(silenceAfter) ?? 0);
      expect(pathOf(effects)).toContain(`${node}:silent`);
      expect(kase.said().at(-1)).toContain('Are you still there?');

      const other = at(node, open);
      const before = other.said().length;
      for (let tries = 0; tries < 3 && isAt(other, node); tries++) other.tell('');
      expect(isAt(other, node), 'still waits for the same').toBe(false);
      expect(other.said().length).toBeGreaterThan(before);
    });

    const failing = flow.nodes.flatMap(({ id, type }) =>
      catalogue[type as keyof typeof catalogue].kind === 'run'
        ? flow.edges.filter(({ from, port }) => from === id && !['ok', 'found'].includes(port))
        : [],
    );
    it.each(failing.map(({ from, port }) => [from, port] as const))(
      '%s leaves by %s: the customer is not left alone',
      (node, port) => {
        const script: Script = { [node]: () => ({ port, output: { status: 0, fields: {} } }) };
        const visited = playUntil(node, (options) => open({ ...options, script }));
        expect(visited.path).toContain(`${node}:${port}`);
        expect(['flow', 'queue', 'nobody']).toContain(visited.kase.state().owner);
        expect(visited.kase.state().position?.phase).not.toBe('running');
      },
    );

    more?.({ open });

    it('every edge of the flow is walked', () => {
      const unwalked = flow.edges
        .map(({ from, port }) => `${from}:${port}`)
        .filter((edge) => !walked.has(edge));
      expect(unwalked.sort()).toEqual(Object.keys(excused).sort());
    });
  });

  async function recordLongOnes(): Promise<void> {
    for (const { file, conversation } of await recordedConversations(name)) {
      if (!isLong(conversation)) continue;
      const kase = openCase(circumstancesOf(conversation));
      playOnClock(conversation, kase);
      const journal = kase.journal.map(({ event }) => ({ content: { event, effects: kase.effects } }));
      await recordResults(file, { plan, journal });
    }
  }

  /** Plays the shortest way that a conversation has to a node, until it was there. */
  function playUntil(node: string, opened: Open) {
    return playTo(
      wayTo((played) => played.some((stop) => stop === node || stop.startsWith(`${node}:`)), node),
      opened,
    );
  }

  function at(node: string, opened: Open): FlowCase {
    return playTo(
      wayTo((played) => played.at(-1) === node, node),
      opened,
    ).kase;
  }

  function playTo({ conversation, turns }: Way, opened: Open) {
    const kase = opened(circumstancesOf(conversation));
    const played = playOnClock({ ...conversation, turns: conversation.turns.slice(0, turns) }, kase);
    return { kase, path: played.flatMap(({ path }) => path) };
  }

  function wayTo(isThere: (path: string[]) => boolean, node: string): Way {
    ways ??= recorded.map(({ conversation }) => ({
      conversation,
      paths: playOnClock(conversation, open(circumstancesOf(conversation))).map(({ path }) => path),
    }));
    const there = ways
      .map(({ conversation, paths }) => ({ conversation, turns: paths.findIndex(isThere) + 1 }))
      .filter(({ turns }) => turns > 0)
      .toSorted((one, other) => one.turns - other.turns);
    if (!there[0]) throw new Error(`No recorded conversation comes to ${node}.`);
    return there[0];
  }
}

type Way = { conversation: Recorded['conversation']; turns: number };

const isAt = (kase: FlowCase, node: string) => kase.state().position?.node === node;

function circumstancesOf({ needs }: Recorded['conversation']) {
  return {
    ...(needs.includes('closed') ? { at: sunday } : {}),
    ...(needs.includes('service-down')
      ? { script: { 'http-request': () => ({ port: 'error', output: { status: 0, fields: {} } }) } }
      : {}),
  };
}

/** Nodes are about 220 wide and 72 high. */
function overlaps({ nodes }: Flow): string[] {
  return nodes.flatMap(({ id, position }, index) =>
    nodes.slice(index + 1).flatMap((other) => {
      if (!position || !other.position) return [`${id} has no place`];
      const [x, y] = [Math.abs(position.x - other.position.x), Math.abs(position.y - other.position.y)];
      return x < 240 && y < 100 ? [`${id} and ${other.id}`] : [];
    }),
  );
}

const offer = {
  port: 'offered',
  say: [
    {
      text: 'Which of these?',
      choices: [
        { id: 'article:one', label: 'One' },
        { id: 'something-else', label: 'Something else' },
        { id: 'person', label: 'Talk to a person' },
      ],
    },
  ],
};
