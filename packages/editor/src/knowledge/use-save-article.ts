import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { ApiError } from '../api/request.ts';
import { tell } from '../ui/toast.tsx';
import { knowledge } from './knowledge-client.ts';
import { articlePath } from './paths.ts';
import { knowledgeKey } from './queries.ts';
import type { ArticleFields } from './types.ts';

type Saving = { id: string; fields: ArticleFields; base: number };

/** Saves in place of the version that the author began with; what went wrong is shown beside the fields. */
export function useSaveArticle({ id, onSaved }: { id?: string; onSaved: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const save = useMutation({
    mutationFn: ({ id, fields, base }: Saving) => knowledge.save(id, { ...fields, base }),
    // Offline it fails at once and says so; what was typed stays.
    networkMode: 'always',
    retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status >= 500,
    onSuccess: async ({ version, changed }, saved) => {
      await client.invalidateQueries({ queryKey: knowledgeKey });
      onSaved();
      tell(changed ? `Saved: version ${version} answers on every channel now.` : 'Nothing had changed.');
      if (id === undefined) await navigate(articlePath(saved.id), { replace: true });
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
