import { queryOptions } from '@tanstack/react-query';
import type { KnownChannel } from '@throughline/flow/channel-check';
import type { Catalogue } from '@throughline/flow/declaration';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { api } from '../api/client.ts';
import type { NodeType } from '../api/types.ts';

/** What flows may use here. Channels are told to those who draw. */
export type Installation = { catalogue: Catalogue; policies: string[]; channels: KnownChannel[] | undefined };

export const installationQuery = (mayDraw: boolean) =>
  queryOptions({
    queryKey: ['installation', mayDraw],
    queryFn: async (): Promise<Installation> => {
      const [{ nodes }, { policies }, found] = await Promise.all([
        api.nodeTypes(),
        api.policies(),
        mayDraw ? api.channels() : undefined,
      ]);
      return {
        catalogue: { ...builtIn, ...(await customNodes(nodes)) },
        policies: policies.map(({ name }) => name),
        channels: found?.channels,
      };
    },
    staleTime: 60_000,
  });

/** Nodes of packages are not in this page: they are made again from what the server says of them. */
async function customNodes(nodes: NodeType[]): Promise<Catalogue> {
  const custom = nodes.filter((node) => !node.builtIn);
  if (custom.length === 0) return {};
  const { declarationFrom } = await import('@throughline/flow/declaration-data');
  return Object.fromEntries(custom.map((node) => [node.type, declarationFrom(node)]));
}
