/** A process, named by number and start time, so that a later one with the same number is not taken for it. */
export interface ProcessRef {
  readonly pid: number;
  readonly startedAt: string;
}

/** Undefined when no such process runs. */
export function refTo(pid: number): ProcessRef | undefined;

export function isAlive(ref: ProcessRef): boolean;

/** Asks with `signal`, waits `graceMs`, then kills; resolves when the process is gone. Never touches another one. */
export function endProcess(ref: ProcessRef, signal: NodeJS.Signals, graceMs: number): Promise<void>;
