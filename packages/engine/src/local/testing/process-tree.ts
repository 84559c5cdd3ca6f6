import { execFileSync } from 'node:child_process';

/** The process numbers of the children of a process whose command holds `word`. */
export function childrenOf(pid: number, word: string): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line))
    .filter((found) => found !== null && Number(found[2]) === pid && (found[3] ?? '').includes(word))
    .map((found) => Number(found?.[1]));
}
