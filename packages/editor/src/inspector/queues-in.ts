import type { Flow } from '@throughline/flow/schema';

/** Queues that a flow names: every text called `queue` in a config, however deep, and the one for what fails. */
export function queuesIn({ settings, nodes }: Flow): string[] {
  const names = [settings.fallbackQueue, ...nodes.flatMap(({ config }) => named(config))];
  return names.filter((name) => name.trim() !== '' && !name.includes('{{'));
}

function named(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'queue' && typeof inner === 'string' ? [inner] : named(inner),
  );
}
