import type { RunEffect } from '@throughline/flow/effect';
import type { Json } from '@throughline/flow/json';
import type { Outcome } from '@throughline/flow/simulate';
import { talkOf } from '@throughline/flow/simulation-talk';
import type { Simulation } from '@throughline/flow/simulation';
import { request } from '../api/request.ts';

type Answered = { outcome: Outcome; contents: { [content: string]: Json }; tookMs: number };

const remembered = 8;

export type KnownBy = { kind: string; value: string }[];

type Simulated = { id: string; simulation: Simulation; knownBy: KnownBy };

/** Has the server run a node for a simulation. Rejects as `request` does. */
export async function runLive(
  { id, simulation, knownBy }: Simulated,
  { run, nodeType, input }: RunEffect,
): Promise<Outcome> {
  const talk = talkOf(simulation);
  const channels = [...new Set(talk.map(({ channel }) => channel))].toReversed();
  const said = talk.filter(({ from }) => from === 'customer');
  const { outcome, contents, tookMs } = await request<Answered>(
    'POST',
    '/flows/simulate/run',
    {
      ...{ simulation: id, run, nodeType, input, http: true },
      identifiers: knownBy.map((one) => ({
        ...one,
        level: input.customer.verified ? 'verified' : 'claimed',
      })),
      heard: channels.map((channel) => ({
        channel,
        at: said.findLast((line) => line.channel === channel)?.at ?? simulation.now,
        messages: said.filter((line) => line.channel === channel).length,
      })),
      history: talk
        .filter((line) => !input.messages.some((message) => message.id === line.id))
        .slice(-remembered)
        .map(({ from, text }) => ({ from, text })),
      contents: needed(simulation, input),
    },
    { signal: AbortSignal.timeout(45_000) },
  );
  return { ...outcome, contents, tookMs };
}

/** The bodies that the node's input refers to: a long simulation keeps many. */
function needed({ contents }: Simulation, input: RunEffect['input']): { [content: string]: Json } {
  const text = JSON.stringify(input.nodes);
  return Object.fromEntries(
    Object.entries(contents).filter(([content]) => text.includes(JSON.stringify(content))),
  );
}
