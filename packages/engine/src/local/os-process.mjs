// Plain JavaScript, because the keeper runs it without a TypeScript loader.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process, named so that a later one with the same number is not taken for it. */
export function refTo(pid) {
  const startedAt = startTime(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive(ref) {
  return startTime(ref.pid) === ref.startedAt;
}

/** Asks with `signal`, waits `graceMs`, then kills; resolves when the process is gone. */
export async function endProcess(ref, signal, graceMs) {
  send(ref, signal);
  if (await gone(ref, graceMs)) return;
  send(ref, 'SIGKILL');
  await gone(ref, 5_000);
}

async function gone(ref, withinMs) {
  const end = Date.now() + withinMs;
  while (isAlive(ref)) {
    if (Date.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

function send(ref, signal) {
  if (!isAlive(ref)) return;
  try {
    // Every server leads a process group of its own, so a wrapper script's children go with it.
    process.kill(process.platform === 'win32' ? ref.pid : -ref.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Undefined when there is no such process, or only its unreaped remains. */
function startTime(pid) {
  return process.platform === 'linux' ? linuxStartTime(pid) : portableStartTime(pid);
}

function linuxStartTime(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may itself hold blanks and brackets; the fields follow its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process of many threads shows as a zombie while its last threads still hold its ports and files.
    const threads = Number(fields[17]);
    if ((fields[0] === 'Z' || fields[0] === 'X') && threads <= 1) return undefined;
    return `${bootId()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

let boot;
function bootId() {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return boot;
}

function portableStartTime(pid) {
  try {
    process.kill(pid, 0);
    if (process.platform === 'win32') return 'running';
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/u);
    return state === undefined || state.startsWith('Z') ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}
