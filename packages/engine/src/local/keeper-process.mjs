// Runs beside a stack and outlives it by a moment: when the stack's process is gone, however it went,
// the pipe on standard input closes, and what was not taken off the list is ended.
import { createInterface } from 'node:readline';
import { endProcess } from './os-process.mjs';

const kept = new Map();

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { keep, forget } = JSON.parse(line);
    if (keep) kept.set(keep.ref.pid, keep);
    else kept.delete(forget);
  })
  .on('close', () => {
    const ends = [...kept.values()].map(({ ref, signal, graceMs }) => endProcess(ref, signal, graceMs));
    void Promise.allSettled(ends).then(() => process.exit(0));
  });

process.stdin.on('error', () => {});
