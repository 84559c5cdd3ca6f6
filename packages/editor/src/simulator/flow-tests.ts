import { queryOptions } from '@tanstack/react-query';
import type { Conversation } from '@throughline/flow/conversation';
import { request } from '../api/request.ts';

/** A test of a flow, as all who draw it have it. */
export type FlowTest = {
  name: string;
  author: { id: string; name: string };
  updatedAt: number;
  test: Conversation;
};

export const flowTestsQuery = (flowId: string) =>
  queryOptions({
    queryKey: ['flow', flowId, 'tests'],
    queryFn: async () =>
      (await request<{ tests: FlowTest[] }>('GET', `/flows/${encodeURIComponent(flowId)}/tests`)).tests,
    staleTime: 30_000,
  });

/** Named after its title. Rejects as `request` does, when there is one of that name, too. */
export async function saveTest(flowId: string, test: Conversation): Promise<void> {
  await request('PUT', pathOf(flowId, nameOf(test.title)), { test });
}

export async function removeTest(flowId: string, name: string): Promise<void> {
  await request('DELETE', pathOf(flowId, name));
}

/** As a file for `throughline flow test`. */
export function giveAsFile({ name, test }: Pick<FlowTest, 'name' | 'test'>): void {
  const blob = new Blob([`${JSON.stringify(test, null, 2)}\n`], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function pathOf(flowId: string, name: string): string {
  return `/flows/${encodeURIComponent(flowId)}/tests/${encodeURIComponent(name)}`;
}

/** Of a title in another script nothing is left: a number tells it apart. */
export function nameOf(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const name = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 72)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? `test-${Date.now()}` : name;
}
