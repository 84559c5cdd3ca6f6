import { setTimeout as pause } from 'node:timers/promises';
import type { CasesMoved, FlowInstallation } from './flow-installation.ts';

/** A worker that runs begins within seconds; where none does, nobody should have to wait for it here. */
const patienceMs = 60_000;

/** Says what became of the running cases, as soon as all have answered. What is under way goes on without this. */
export async function followMove(
  flowId: string,
  installation: Pick<FlowInstallation, 'move'>,
  { everyMs = 1_000, withinMs = patienceMs } = {},
): Promise<void> {
  let heard = Date.now();
  let last = '';
  for (;;) {
    const move = await installation.move(flowId);
    if (!move || move.state !== 'running') return say(move);
    const now = `${move.moved} ${move.kept}`;
    if (now !== last) heard = Date.now();
    last = now;
    if (Date.now() - heard > withinMs) {
      console.log(
        `${movedOf(move)} so far, ${move.waiting} still to be asked: the workers go on with it. The page of the flow shows how far it is.`,
      );
      return;
    }
    await pause(everyMs);
  }
}

function say(move: CasesMoved | null): void {
  if (!move) return;
  console.log(`${movedOf(move)}, ${move.kept === 1 ? '1 stays' : `${move.kept} stay`}.`);
  for (const { cases, text } of move.places) console.log(`  ${cases}: ${text}`);
  if (move.state === 'stopped')
    console.log('Another version went live meanwhile, and no further case was asked.');
}

function movedOf({ moved, cases }: CasesMoved): string {
  return `${moved} of ${cases} running ${cases === 1 ? 'case' : 'cases'} moved`;
}
