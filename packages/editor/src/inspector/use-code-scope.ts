import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Catalogue } from '@throughline/flow/declaration';
import type { JsonObject } from '@throughline/flow/json';
import type { Flow } from '@throughline/flow/schema';
import { keptContext } from '@throughline/flow/validate/context';
import { scopeAt, type KnownPolicy } from '@throughline/flow/validate/scope-at';
import { policiesQuery } from '../api/queries.ts';
import type { CodeScope } from '../code/completions.ts';
import { useCatalogue, useEditor } from '../flows/use-flow-editor.tsx';

/** What code fields of a node complete from, and show previews with. */
export type CodeSurroundings = { scope: () => CodeScope; sample?: JsonObject };

export function useCodeScope(node: string, sample: JsonObject | undefined): CodeSurroundings {
  const catalogue = useCatalogue();
  const editor = useEditor();
  const { data: policies } = useQuery(policiesQuery);
  return useMemo(() => {
    const known = createKnown(node, catalogue, policies ?? []);
    const given = sample && { sample };
    return { scope: () => ({ known: known(editor.getState().flow), ...given }), ...given };
  }, [node, catalogue, editor, policies, sample]);
}

/** Worked out when it is asked for, and again when the flow is another one. */
function createKnown(node: string, catalogue: Catalogue, policies: KnownPolicy[]) {
  let of: Flow | undefined;
  let known: CodeScope['known'] = {};
  return (flow: Flow) => {
    if (of !== flow) known = scopeAt(keptContext(flow, catalogue), node, policies);
    of = flow;
    return known;
  };
}
