import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { FlowVersion } from '../api/flow.ts';

export type ListedVersion = FlowVersion & { live: boolean };

/** Newest first; none for a flow that was never published. */
export function useVersions(flowId: string) {
  return useQuery({
    queryKey: ['flow', flowId, 'versions'],
    queryFn: async (): Promise<ListedVersion[]> => {
      const { live, versions } = await api.flowVersions(flowId);
      return versions.map((version) => ({ ...version, live: version.hash === live?.hash }));
    },
  });
}

/** The version that new cases run now, which somebody else may have published since the flow was opened. */
export function useLiveVersion(flowId: string, opened: FlowVersion | null): FlowVersion | null {
  return useVersions(flowId).data?.find(({ live }) => live) ?? opened;
}
