import { useQuery } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import type { FlowVersion } from '../api/types.ts';

/** The version that new cases run now, which somebody else may have published since the flow was opened. */
export function useLiveVersion(flowId: string, opened: FlowVersion | null): FlowVersion | null {
  const { data } = useQuery({
    queryKey: ['flow', flowId, 'versions'],
    queryFn: () => readVersions(flowId),
  });
  const newest = data?.find(({ live }) => live);
  return newest ?? opened;
}

/** Newest first; none for a flow that was never published. */
export async function readVersions(flowId: string): Promise<(FlowVersion & { live: boolean })[]> {
  const { flows } = await api.flows();
  const live = flows.find((flow) => flow.flowId === flowId)?.live;
  if (!live) return [];
  try {
    const { versions } = await api.flowVersions(flowId);
    return versions.map((version) => ({ ...version, live: version.hash === live.hash }));
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}
