/** "1 node", "2 nodes"; for words whose plural ends in s. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;
}
