import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ApiError } from '../api/request.ts';
import { tell } from '../ui/toast.tsx';
import { knowledge } from './knowledge-client.ts';
import { articlePath } from './paths.ts';
import { articleQuery, knowledgeKey } from './queries.ts';
import { fieldsOf, type Typed } from './article-fields.ts';

type Saving = { typed: Typed; base: number };
type SaveArticle = { id?: string; onSaved: (typed: Typed, version: number) => void };

/** Saves in place of the version that the author began with; what went wrong is shown beside the fields. */
export function useSaveArticle({ id, onSaved }: SaveArticle) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: ({ typed, base }: Saving) => knowledge.save(typed.id, { ...fieldsOf(typed), base }),
    // Offline it fails at once and says so; what was typed stays.
    networkMode: 'always',
    retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status >= 500,
    onSuccess: async ({ version, changed }, { typed }) => {
      // Until it is read again: what stood before would be shown for a moment.
      client.setQueryData(
        articleQuery(typed.id).queryKey,
        (before) => before && { ...before, ...fieldsOf(typed), version, live: version },
      );
      onSaved(typed, version);
      await client.invalidateQueries({ queryKey: knowledgeKey });
      tell(changed ? `Saved: version ${version} answers on every channel now.` : 'Nothing had changed.');
      if (id === undefined) await navigate(articlePath(typed.id), { replace: true });
    },
    // Somebody was quicker: what stands now is read, and shown beside what was typed.
    onError: () => client.invalidateQueries({ queryKey: knowledgeKey }),
  });
  const known = save.error instanceof ApiError ? save.error : undefined;
  return {
    run: save.mutate,
    forget: () => (save.error ? save.reset() : undefined),
    isPending: save.isPending,
    fieldErrors: (known?.fields ?? []).map((fault) => ({
      ...fault,
      field: fault.field.replace(/^body\./, ''),
    })),
    failure: known && known.fields.length > 0 ? null : save.error,
  };
}
