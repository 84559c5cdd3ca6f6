import { startStack } from '../stack.ts';

// Run by the tests as a process of its own, to be killed: starts a stack in the folder named, tells its processes.
const stack = await startStack({ dataDir: process.argv[2] ?? '' });
console.log(JSON.stringify([stack.temporal.pid, stack.mongodb.pid, stack.chroma.pid]));
setInterval(() => {}, 1_000);
