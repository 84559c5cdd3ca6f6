import { lazy, Suspense } from 'react';

const KnownNodeIcon = lazy(async () => ({ default: (await import('./node-icons.tsx')).KnownNodeIcon }));

/** By the name that a declaration gives. It comes a moment after the drawing, into the place that is kept for it. */
export function NodeIcon({ name = '' }: { name?: string | undefined }) {
  return (
    <Suspense>
      <KnownNodeIcon name={name} />
    </Suspense>
  );
}
