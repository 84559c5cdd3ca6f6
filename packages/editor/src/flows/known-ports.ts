import type { PortDeclaration } from '@throughline/flow/declaration';
import { PortsUnknown } from '@throughline/flow/ports-of';

/** Ports that nodes of packages make from their configs, as far as the server has said. */
export type KnownPorts = {
  /** Throws `PortsUnknown` while the server has not said, or said that the config is not valid. */
  of(type: string, config: unknown): PortDeclaration[];
  has(type: string, config: unknown): boolean;
  /** Null for a config that is not valid. */
  learn(type: string, config: unknown, ports: PortDeclaration[] | null): void;
  subscribe(listener: () => void): () => void;
};

const most = 500;

export function createKnownPorts(): KnownPorts {
  const known = new Map<string, PortDeclaration[] | null>();
  const listeners = new Set<() => void>();
  return {
    of(type, config) {
      const ports = known.get(keyOf(type, config));
      if (!ports) throw new PortsUnknown(`The ports of "${type}" with this config are not known here.`);
      return ports;
    },
    has: (type, config) => known.has(keyOf(type, config)),
    learn(type, config, ports) {
      known.set(keyOf(type, config), ports);
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function keyOf(type: string, config: unknown): string {
  return `${type} ${JSON.stringify(config)}`;
}
