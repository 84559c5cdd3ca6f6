import type { Conversation } from '@throughline/flow/conversation';
import { compile } from '@throughline/flow/compile';
import type { Catalogue } from '@throughline/flow/declaration';
import type { RunEffect } from '@throughline/flow/effect';
import { outcomeOf, recordedOf } from '@throughline/flow/flow-test';
import { flowTestOf, recordingOf } from '@throughline/flow/flow-test-of';
import type { JsonObject } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import type { Flow } from '@throughline/flow/schema';
import { act, answer, rewind, type Outcome } from '@throughline/flow/simulate';
import type { Act } from '@throughline/flow/simulation-act';
import { wayOf, type Way } from '@throughline/flow/simulation-visits';
import { awaited, begin, type Simulation, type World } from '@throughline/flow/simulation';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { ApiError } from '../api/request.ts';
import type { FlowEditor } from '../flows/flow-editor.ts';
import { outcomeBy, usualMode, type Fixed, type Mode, type Recorded } from './outcomes.ts';
import { runLive, type KnownBy } from './run-live.ts';
import { edgeKey, showSimulation } from './simulation-store.ts';

/** Whom the author plays; empty text is not known. */
export type Who = Pick<Customer, 'verified'> & {
  name: string;
  language: string;
  email: string;
  phone: string;
};

/** One simulated case, and how its author wants it to go. */
export type SessionState = {
  /** The draft that it runs on, as it was when the case began. */
  flow: Flow;
  world: World;
  simulation: Simulation;
  way: Way;
  channel: string;
  who: Who;
  /** By what the customer of this case can be known. */
  knownBy: KnownBy;
  /** Where results come from, by node type. */
  modes: { [nodeType: string]: Mode };
  fixed: { [node: string]: Fixed };
  recorded: Recorded;
  /** The node whose result the author is asked for. */
  asked: RunEffect | undefined;
  /** The node that the server runs now. */
  running: RunEffect | undefined;
  /** Why the server could not run it. */
  trouble: string | undefined;
  /** Where the case stood before its author went back. */
  left: Simulation | undefined;
};

export type Session = StoreApi<SessionState> & {
  act(done: Act): boolean;
  answer(run: RunEffect, outcome: Outcome): void;
  runLive(run: RunEffect): void;
  goBack(seq: number): void;
  goForward(): void;
  set(change: Partial<Pick<SessionState, 'channel' | 'who' | 'modes' | 'fixed'>>): void;
  /** A new case on the draft as it is now. */
  startAgain(flow: Flow): void;
  /** The same again, on the draft as it is now, with what nodes found. */
  runAgain(flow: Flow): void;
  test(title: string): Conversation;
  /** Has drawings show it. */
  show(): void;
};

export type SessionOptions = { catalogue: Catalogue; policies: JsonObject; now?: () => number };

const step = createStep(deciders);
const usualChannel = 'webchat';
const sessions = new WeakMap<FlowEditor, Session>();

/** The simulation of an open flow: it goes on where it was when the panel is opened again. */
export function sessionOf(editor: FlowEditor, options: SessionOptions): Session {
  const known = sessions.get(editor);
  if (known) return known;
  const session = createSession(editor.getState().flow, options);
  sessions.set(editor, session);
  return session;
}

export function knownSession(editor: FlowEditor): Session | undefined {
  return sessions.get(editor);
}

/** The flow must be without errors. */
export function createSession(flow: Flow, { catalogue, policies, now = Date.now }: SessionOptions): Session {
  let id = newId();
  let generation = 0;
  const language = flow.settings.languages[0] ?? 'en';
  const store = createStore<SessionState>()(() => ({
    ...opened(flow, { name: '', verified: false, language, email: '', phone: '' }, firstChannel(flow)),
    ...{ modes: {}, fixed: {}, recorded: {} },
  }));
  const { getState: get, setState } = store;

  function opened(on: Flow, who: Who, channel: string, at = now()) {
    const world: World = { step, plan: compile(on, catalogue) };
    const { name, verified, language: speaks, ...addresses } = who;
    const customer = { verified, language: speaks, ...(name !== '' && { name }) };
    const knownBy = Object.entries(addresses).flatMap(([kind, value]) => {
      return value.trim() === '' ? [] : [{ kind, value: value.trim() }];
    });
    const simulation = begin(world, { at, channel, customer, policies });
    const idle = { asked: undefined, running: undefined, trouble: undefined, left: undefined };
    return { flow: on, world, simulation, way: wayOf(world, simulation), channel, who, knownBy, ...idle };
  }

  function show(): void {
    const { way } = get();
    const last = way.visits.at(-1);
    showSimulation({
      visited: counted(way.visits.map(({ node }) => node)),
      taken: counted(way.edges.map(edgeKey)),
      current: last && { node: last.node, state: last.state },
      samples: Object.fromEntries(way.visits.map(({ node, scope }) => [node, scope])),
    });
  }

  /** The case goes on from here; what was asked of the server for another past is not heard any more. */
  function take(simulation: Simulation, change: Partial<SessionState> = {}): void {
    const { world, recorded } = get();
    generation += 1;
    const found = recordingOf(world.plan, simulation.steps).results;
    setState({
      ...{ simulation, way: wayOf(world, simulation), asked: undefined, running: undefined },
      ...{ trouble: undefined, recorded: { ...recorded, ...found } },
      ...change,
    });
    show();
  }

  /** Nodes that act get their results, until one has to be asked for. */
  function goOn(prefer: Recorded = {}): void {
    const { simulation, world, modes, fixed, recorded } = get();
    const [run] = awaited(simulation);
    if (!run) return;
    const mode = modes[run.nodeType] ?? usualMode(catalogue[run.nodeType]);
    const preferred = recordedOf(prefer, run.run);
    const outcome = preferred
      ? outcomeOf(preferred)
      : outcomeBy(mode, run, { fixed: fixed[run.node], recorded });
    if (outcome) {
      take(answer(world, simulation, run.run, outcome));
      goOn(prefer);
    } else if (mode === 'live') ask(run);
    else setState({ asked: run });
  }

  /** Has the server run it; the case waits. */
  function ask(run: RunEffect): void {
    const asking = generation;
    const { simulation, knownBy } = get();
    setState({ running: run, asked: undefined, trouble: undefined });
    void runLive({ id, simulation, knownBy }, run).then(
      (outcome) => {
        if (asking !== generation) return;
        take(answer(get().world, get().simulation, run.run, outcome));
        goOn();
      },
      (error: unknown) => {
        if (asking !== generation) return;
        const why = error instanceof ApiError ? `${error.title}. ${error.message}` : 'It could not be run.';
        setState({ running: undefined, asked: run, trouble: why });
      },
    );
  }

  return {
    ...store,
    show,
    act(done) {
      const { world, simulation } = get();
      const next = act(world, simulation, done);
      if (!next) return false;
      take(next, { left: undefined });
      goOn();
      return true;
    },
    answer(run, outcome) {
      const { world, simulation } = get();
      take(answer(world, simulation, run.run, outcome));
      goOn();
    },
    runLive: ask,
    goBack(seq) {
      const { world, simulation, left } = get();
      const back = rewind(world, simulation, seq);
      take(back, { left: left ?? simulation, channel: back.channel });
      // Another way is what somebody goes back for.
      const [run] = awaited(back);
      if (run) setState({ asked: run });
    },
    goForward() {
      const { left } = get();
      if (!left) return;
      take(left, { left: undefined, channel: left.channel });
      goOn();
    },
    set: (change) => setState(change),
    startAgain(on) {
      const { who, channel } = get();
      id = newId();
      setState(opened(on, who, channel));
      take(get().simulation);
    },
    runAgain(on) {
      const { simulation, world, who } = get();
      const { results = {} } = recordingOf(world.plan, simulation.steps);
      const acts = simulation.acts.map((one) => one.act);
      const began = simulation.steps[0]?.event.at ?? now();
      id = newId();
      setState(opened(on, who, simulation.channel, began));
      take(get().simulation);
      for (const done of acts) {
        const next = act(get().world, get().simulation, done);
        if (!next) break;
        take(next);
        goOn(results);
        // The rest is for its author to do: this node was not asked anything the last time.
        if (awaited(get().simulation).length > 0) break;
      }
    },
    test: (title) => flowTestOf(get().world.plan, get().simulation, title),
  };
}

/** Where a customer can begin: web chat, unless its entries listen elsewhere only. */
function firstChannel({ nodes }: Flow): string {
  const heard = nodes.filter(({ type }) => type === 'ingest').map(({ config }) => config['channels']);
  const named = heard.flatMap((channels) => (Array.isArray(channels) ? channels.map(String) : []));
  const isAnywhere = heard.some((channels) => !Array.isArray(channels) || channels.length === 0);
  return isAnywhere || named.includes(usualChannel) ? usualChannel : (named[0] ?? usualChannel);
}

function newId(): string {
  return crypto.randomUUID();
}

function counted(names: string[]): { [name: string]: number } {
  const counts: { [name: string]: number } = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
