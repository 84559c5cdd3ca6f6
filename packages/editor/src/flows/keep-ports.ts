import type { PortDeclaration } from '@throughline/flow/declaration';
import type { FlowNode } from '@throughline/flow/schema';
import { ApiError } from '../api/request.ts';
import type { FlowEditor } from './flow-editor.ts';
import type { Installation } from './installation.ts';

type Asks = {
  installation: Pick<Installation, 'catalogue' | 'ports' | 'portsAsked'>;
  ask: (type: string, config: object) => Promise<{ ports: PortDeclaration[] | null }>;
};

const retryMs = 15_000;

/**
 * Asks the server for the ports of nodes whose package makes them from the config, when nothing was edited for a moment.
 * Each config is asked about once; where the server is away, again when it may be back. Returns what stops it.
 */
export function keepPorts(editor: FlowEditor, { installation, ask }: Asks, afterMs = 300): () => void {
  const { catalogue, ports, portsAsked } = installation;
  if (portsAsked.size === 0) return () => undefined;
  let stopped = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: Promise<void> | undefined;

  const plan = (ms: number) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      asking = (asking ?? Promise.resolve()).then(askForAll).catch(() => void (stopped || plan(retryMs)));
    }, ms);
  };
  /** One after the other: a flow has few of them, and the same config often. */
  async function askForAll(): Promise<void> {
    for (const node of editor.getState().flow.nodes) {
      if (stopped) return;
      const config = portsAsked.has(node.type) ? configOf(node) : undefined;
      if (!config || ports.has(node.type, config)) continue;
      ports.learn(node.type, config, await portsFor(node.type, config));
    }
  }
  /** A refusal is an answer, too: asked again it is the same. */
  async function portsFor(type: string, config: object): Promise<PortDeclaration[] | null> {
    try {
      return (await ask(type, config)).ports;
    } catch (error) {
      if (error instanceof ApiError && error.status >= 400 && error.status < 500) return null;
      throw error;
    }
  }
  /** As whoever draws it looks it up: with its defaults, once it is whole. */
  function configOf(node: FlowNode): object {
    const parsed = catalogue[node.type]?.config.safeParse(node.config);
    return parsed?.success ? (parsed.data as object) : node.config;
  }

  plan(0);
  const unsubscribe = editor.subscribe(({ flow: after }, { flow: before }) => {
    if (after !== before) plan(afterMs);
  });
  const online = () => plan(0);
  globalThis.addEventListener?.('online', online);
  return () => {
    stopped = true;
    clearTimeout(waiting);
    unsubscribe();
    globalThis.removeEventListener?.('online', online);
  };
}
