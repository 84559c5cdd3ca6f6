import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { format } from 'prettier';
import type { AgentAction } from '../../packages/engine/src/cases/gateway.ts';
import { createMoveCase } from '../../packages/engine/src/cases/move-case.ts';
import { plansOf } from '../../packages/engine/src/cases/plans-of.ts';
import { plainProgress } from '../../packages/engine/src/local/plain-progress.ts';
import { startStack } from '../../packages/engine/src/local/stack.ts';
import { workflowIdOf } from '../../packages/engine/src/temporal/case-handle.ts';
import type { CaseRuntime } from '../../packages/engine/src/testing/case-runtime.ts';
import { eventually, scriptedFlow, startCaseRuntime } from '../../packages/engine/src/testing/case-runtime.ts';
import type { Flow } from '../../packages/flow/src/schema.ts';
import type { HistoryFile } from './history-file.ts';
import { historiesFolder, readable } from './history-file.ts';

/**
 * Records the histories that every later version of the case workflow must be able to replay: `npx tsx
 * test/histories/record.ts [name]`. Record a new one for new behaviour; one that no longer replays means that cases which
 * run on somebody's server would break too, so it is recorded again only before a release.
 */
const scenarios: { [name: string]: { flow: Flow; next?: Flow; play(kase: Case): Promise<void> } } = {
  'answered-and-replied': {
    flow: scriptedFlow(),
    async play({ say, heard }) {
      await say('Where is my parcel?');
      await heard(1);
      await say('And can I change the address?');
      await heard(2);
    },
  },
  'handed-over-and-returned': {
    flow: withEdges(scriptedFlow(), { id: 'e5', from: 'person', port: 'returned', to: 'reply' }),
    async play({ say, heard, act }) {
      await say('I want a person');
      await heard(1);
      await act('claim');
      await act('reply', 'Ana here, how can I help?');
      await heard(2);
      await act('return', 'solved on the phone');
      await say('Thank you. Where is my parcel?');
      await heard(3);
    },
  },
  'silent-and-closed': {
    flow: closingWhenSilent(scriptedFlow()),
    async play({ say, heard, ended }) {
      await say('Where is my parcel?');
      await heard(2);
      await ended();
    },
  },
  'closed-and-opened-again': {
    flow: closingWhenSilent(scriptedFlow()),
    async play({ say, heard, ended }) {
      await say('Where is my parcel?');
      await heard(2);
      await ended();
      await say('It is not here yet.');
      await heard(4);
      await ended();
    },
  },
  'failed-and-closed': {
    flow: scriptedFlow(),
    async play({ say, heard, act, ended }) {
      await say('Break down, please.');
      await heard(1);
      await say('Is anybody there?');
      await act('claim');
      await act('note', 'The look-up is down.');
      await act('transfer');
      await act('claim');
      await act('reply', 'Bo here: it comes tomorrow.');
      await heard(2);
      await act('close');
      await ended();
    },
  },
  'moved-to-another-version': {
    flow: scriptedFlow(),
    next: answeredByPeople(scriptedFlow()),
    async play({ say, heard, moveTo }) {
      await say('Where is my parcel?');
      await heard(1);
      await moveTo('next');
      await say('And can I change the address?');
      await heard(2);
    },
  },
  'burst-while-running': {
    flow: scriptedFlow(),
    async play({ say, heard }) {
      await say('Take your time: where is my parcel?');
      await say('It is number 7.');
      await say('And one more thing');
      await heard(2);
    },
  },
};

type Case = ReturnType<typeof caseOf>;

await record(process.argv[2]);

async function record(only: string | undefined): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-record-'));
  const stack = await startStack({ dataDir, progress: plainProgress(console.log) });
  try {
    for (const [name, scenario] of Object.entries(scenarios)) {
      if (only !== undefined && only !== name) continue;
      const runtime = await startCaseRuntime({
        temporalAddress: stack.temporal.address,
        mongodbUrl: stack.mongodb.address,
        flow: scenario.flow,
        script: async ({ messages }) => {
          const text = messages.map((message) => message.text).join(' ');
          if (text.includes('Break down')) throw anonymous(new Error('the look-up is down'));
          if (text.includes('Take your time')) await pause(2_000);
          return text.includes('want a person')
            ? { port: 'unsure' }
            : { port: 'done', say: [{ text: 'It comes tomorrow.' }] };
        },
      });
      try {
        const kase = caseOf(runtime, { next: scenario.next });
        await scenario.play(kase);
        await write(name, await fileOf(runtime, kase.id()));
      } finally {
        await runtime.close();
      }
    }
  } finally {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function caseOf(runtime: CaseRuntime, flows: { next?: Flow | undefined }) {
  const visitor = randomUUID();
  let caseId = '';
  return {
    id: () => caseId,
    say: async (text: string) => void ({ caseId } = await runtime.say(text, { visitor })),
    heard: (count: number) =>
      eventually(
        () => runtime.heard(visitor),
        (texts) => texts.length >= count,
      ),
    act: async (type: AgentAction['type'], text?: string) => {
      const agent = { id: 'ana', name: 'Ana' };
      const queue = type === 'transfer' ? { queue: 'experts', reason: 'not mine' } : {};
      const action = { action: randomUUID(), type, agent, ...queue, ...(text === undefined ? {} : { text }) };
      const result = await runtime.gateway.act(caseId, action);
      if (!result.ok) throw new Error(`${type} was refused: ${result.text}`);
    },
    /** Publishes the other version, and has the case go on by it. */
    async moveTo(name: keyof typeof flows) {
      const [from, flow] = [(await runtime.stores.cases.get(caseId))?.flow.hash ?? '', flows[name]];
      if (!flow) throw new Error('The scenario has no other version.');
      const to = { id: flow.id, hash: await runtime.publish(flow), version: 2 };
      const answer = await createMoveCase(runtime.temporal)(caseId, {
        ...{ type: 'flow.moved', id: `move:${randomUUID()}`, at: Date.now(), reason: 'People answer from now on.' },
        actor: { kind: 'agent', id: 'ana', name: 'Ana' },
        ...{ from: { hash: from, version: 1 }, to },
      });
      if (!answer.moved) throw new Error(`The case was not moved: ${answer.reason}`);
    },
    ended: () => runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).result(),
  };
}

async function fileOf(runtime: CaseRuntime, caseId: string): Promise<HistoryFile> {
  // Stopped first, so that the history ends with a completed task.
  await runtime.stopWorker();
  const row = await runtime.stores.cases.get(caseId);
  const version = await runtime.stores.flows.byHash(row?.flow.hash ?? '');
  const [codec] = runtime.converter.payloadCodecs ?? [];
  if (!version || !codec) throw new Error('The case has no flow version, or its payloads no codec.');
  const records = await runtime.stores.journal.read(caseId);
  const moves = await runtime.stores.journal.moves(caseId);
  const hashes = moves.flatMap(({ from, to }) => [from, to]).filter((hash) => hash !== version.hash);
  const others = await plansOf(runtime.stores, hashes);
  const history = await runtime.temporal.workflow.getHandle(workflowIdOf(caseId)).fetchHistory();
  await runtime.startWorker();
  return {
    plan: version.plan,
    ...(others.length > 0 && { others }),
    journal: records.flatMap(({ entry: { seq }, content }) =>
      content ? [{ seq, event: content.event, decision: content.decision }] : [],
    ),
    history: await readable(JSON.parse(historyToJSON(history)) as HistoryFile['history'], codec),
  };
}

async function write(name: string, file: HistoryFile): Promise<void> {
  const path = join(historiesFolder, `${name}.json`);
  await writeFile(path, await format(JSON.stringify(file), { parser: 'json', printWidth: 110 }));
  console.log(`${name}: ${file.history.events.length} events of Temporal, ${file.journal.length} of the journal`);
}

/** A stack names the machine. */
function anonymous(error: Error): Error {
  error.stack = error.message;
  return error;
}

function withEdges(flow: Flow, ...edges: Flow['edges']): Flow {
  return { ...flow, edges: [...flow.edges, ...edges] };
}

function answeredByPeople(flow: Flow): Flow {
  return { ...flow, edges: flow.edges.map((edge) => (edge.from === 'reply' ? { ...edge, to: 'person' } : edge)) };
}

function closingWhenSilent(flow: Flow): Flow {
  const nodes = flow.nodes.map((node) =>
    node.id === 'reply' ? { ...node, config: { silenceAfter: '2s' } } : node,
  );
  const bye = { id: 'bye', type: 'close-case', title: 'Bye', config: { reason: 'silent', text: 'Good-bye.' } };
  return withEdges({ ...flow, nodes: [...nodes, bye] }, { id: 'e5', from: 'reply', port: 'silent', to: 'bye' });
}
