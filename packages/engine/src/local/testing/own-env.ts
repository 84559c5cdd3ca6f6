const ADDRESSES = ['THROUGHLINE_TEMPORAL_ADDRESS', 'THROUGHLINE_MONGODB_URL', 'THROUGHLINE_CHROMA_URL'];

/** The environment without the addresses of running servers, so that a test starts its own. */
export function ownEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !ADDRESSES.includes(name));
  return { ...Object.fromEntries(rest), ...more };
}
