// node chroma-launcher.cjs <folder of the native module> <arguments of the chroma command>
const [bindings, ...args] = process.argv.slice(2);
const { cli } = require(bindings);

if (args[0] !== '--loads') {
  // The native module catches signals and, depending on its version, ignores one or the other.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
  cli(['chroma', ...args]);
}
