import { queryOptions } from '@tanstack/react-query';
import type { KnownChannel } from '@throughline/flow/known-channel';
import type { Catalogue } from '@throughline/flow/declaration';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { api } from '../api/client.ts';
import type { NodeType } from '../api/node-type.ts';
import { createKnownPorts, type KnownPorts } from './known-ports.ts';

/** What flows may use here. Channels are told to those who draw. */
export type Installation = {
  catalogue: Catalogue;
  policies: string[];
  channels: KnownChannel[] | undefined;
  ports: KnownPorts;
  /** Types of packages whose ports are made from the config: the server says which. */
  portsAsked: ReadonlySet<string>;
  /** Types that check more than can be told: what is wrong with them, the server says. */
  checkedThere: ReadonlySet<string>;
};

// For as long as the page is open: what a config's ports are does not change.
const ports = createKnownPorts();

export const installationQuery = (mayDraw: boolean) =>
  queryOptions({
    queryKey: ['installation', mayDraw],
    queryFn: async (): Promise<Installation> => {
      const [{ nodes }, { policies }, found] = await Promise.all([
        api.nodeTypes(),
        api.policies(),
        mayDraw ? api.channels() : undefined,
      ]);
      const custom = nodes.filter((node) => !node.builtIn);
      return {
        ports,
        portsAsked: new Set(custom.filter((node) => node.ports === null).map(({ type }) => type)),
        checkedThere: new Set(custom.filter(({ complete }) => !complete).map(({ type }) => type)),
        catalogue: { ...builtIn, ...(await madeAgain(custom)) },
        policies: policies.map(({ name }) => name),
        channels: found?.channels,
      };
    },
    staleTime: 60_000,
  });

/** Nodes of packages are not in this page: they are made again from what the server says of them. */
async function madeAgain(custom: NodeType[]): Promise<Catalogue> {
  if (custom.length === 0) return {};
  const { declarationFrom } = await import('@throughline/flow/declaration-data');
  return Object.fromEntries(
    custom.map((node) => [node.type, declarationFrom(node, (type, config) => ports.of(type, config))]),
  );
}
