import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunningShop } from '../../packages/engine/src/demo/start-shop.ts';
import { startShop } from '../../packages/engine/src/demo/start-shop.ts';
import { loadNodes } from '../../packages/engine/src/custom-nodes.ts';
import { readFlowFile } from '../../packages/engine/src/flows/flow-file.ts';
import { publishFlow } from '../../packages/engine/src/flows/publish-flow.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { Progress } from '../../packages/engine/src/local/server.ts';
import { startStack } from '../../packages/engine/src/local/stack.ts';
import type { StartedProviders } from '../providers/start-providers.ts';
import { startProviders } from '../providers/start-providers.ts';

export type Installation = {
  shop: RunningShop;
  providers: StartedProviders;
  dataDir: string;
  /** What the engine's processes read: servers and providers. */
  servers: { [variable: string]: string };
  stop(): Promise<void>;
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The example shop on all channels; the providers are stand-ins on this machine, everything else is what it is. */
export async function startInstallation(progress: Progress): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-continuity-'));
  const [stack, providers, port] = await Promise.all([
    startStack({ dataDir, progress }),
    startProviders(),
    freePort(),
  ]);
  const stop = async () => {
    await stack.stop();
    await providers.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const servers = {
      ...stack.env,
      ...providers.env,
      THROUGHLINE_PORT: String(port),
      THROUGHLINE_RATE_LIMIT_SCALE: '0',
    };
    const shop = await startShop({ root, dataDir, port, servers });
    await publishFlowOfMatrix(shop.stores);
    return {
      shop,
      providers,
      dataDir,
      servers,
      async stop() {
        await shop.stop();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Marks and a link, beyond what SMS, WhatsApp and Messenger take at once. */
const onItsWay = [
  '**On its way** a parcel passes these places:',
  ...['Mill Yard', 'Kendal', 'Preston', 'Crewe', 'Stafford', 'Rugby', 'Watford', 'your own depot'].map(
    (place) =>
      `- ${place}: it is taken off one van, weighed, its label is read, and it is put on the next van. Nobody opens it, and nobody leaves it in the rain. If it is damaged there, the people of ${place} write that down and pack it anew before it goes on to you.`,
  ),
  'All depots and their hours stand at https://shop.example/depots?from=mill-yard&to=you.',
].join('\n');

const choices = [
  { id: 'depots', label: 'Show the depots' },
  { id: 'later', label: 'Bring it later' },
  { id: 'fine', label: 'All is well' },
];

/**
 * The shop's flow looks itself whether it has the order number. Here it goes to `ask` each time, which has to know. And what it
 * tells of an order is longer than most channels take at once, and has links and choices.
 */
async function publishFlowOfMatrix(stores: RunningShop['stores']): Promise<void> {
  const [flow, { catalogue }] = await Promise.all([
    readFlowFile(join(root, 'workflows/support.flow.json')) as Promise<{
      nodes: { id: string; config: { text?: string } }[];
      edges: { id: string; to: string }[];
    }>,
    loadNodes(root),
  ]);
  const edges = flow.edges.map((edge) =>
    edge.id === 'numberKnown-yes-orderStatus' ? { ...edge, to: 'askNumber' } : edge,
  );
  const nodes = flow.nodes.map(({ config, ...node }) =>
    node.id === 'tellOrder'
      ? { ...node, config: { ...config, text: `${config.text}\n\n${onItsWay}`, choices } }
      : { ...node, config },
  );
  const published = await publishFlow({
    stores,
    catalogue,
    flow: { ...flow, nodes, edges },
    author: 'continuity',
    at: Date.now(),
  });
  if (!published.ok) throw new Error(`flow: ${published.issues.map(({ text }) => text).join('\n')}`);
}
