import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../api/client.ts';
import { channelsQuery, queuesQuery } from '../api/queries.ts';
import { useCatalogue, useFlowEditor } from '../flows/use-flow-editor.tsx';
import type { Names } from './form-context.tsx';
import { useSettledFlow } from './use-settled-flow.ts';
import { queuesIn } from './queues-in.ts';

const credentialsQuery = queryOptions({
  queryKey: ['credentials'],
  queryFn: async () => (await api.credentials()).credentials.map(({ name }) => name),
  staleTime: 60_000,
});

/** What fields can name: of this installation and of the flow. */
export function useNames(): Names {
  const readOnly = useFlowEditor((state) => state.readOnly);
  const catalogue = useCatalogue();
  const flow = useSettledFlow();
  const { data: live } = useQuery(queuesQuery);
  const { data: credentials } = useQuery({ ...credentialsQuery, enabled: !readOnly });
  const { data: channels } = useQuery({ ...channelsQuery, enabled: !readOnly });
  return useMemo(
    () => ({
      queues: [...new Set([...(live ?? []).map(({ name }) => name), ...queuesIn(flow)])].toSorted(),
      credentials: credentials ?? [],
      channels: (channels ?? []).map(({ name }) => name),
      languages: flow.settings.languages,
      nodes: flow.nodes.map(({ id, title, type }) => ({
        ...{ id, title },
        outputs: Object.keys(catalogue[type]?.outputs ?? {}),
      })),
    }),
    [catalogue, flow, live, credentials, channels],
  );
}
