import type { Catalogue } from '@throughline/flow/declaration';
import { useEffect, useState } from 'react';
import type { Installation } from './installation.ts';

/** The nodes of this installation; another object whenever more is known of their ports, so that all who read them look again. */
export function useLiveCatalogue({ catalogue, ports }: Installation): Catalogue {
  const [now, setNow] = useState(catalogue);
  useEffect(() => ports.subscribe(() => setNow((before) => ({ ...before }))), [ports]);
  return now;
}
