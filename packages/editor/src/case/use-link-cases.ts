import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { CaseLink } from '../api/case.ts';
import { tell, tellError } from '../ui/toast.tsx';

/** Undoes a join or a split. A second press is the same action: the server knows the link by its id. */
export function useUndoLink(caseId: string) {
  const refresh = useRefreshCases();
  return useMutation({
    mutationFn: (link: string) => api.undoLink(caseId, link, crypto.randomUUID()),
    onSuccess: ({ link }) => {
      refresh(link);
      tell(link.kind === 'join' ? 'Undone: they are two cases again.' : 'Undone: the messages are back.');
    },
    onError: (error) => tellError('Not undone.', error),
  });
}

/** `action` names one intention: the same one sent again changes nothing. */
export function useJoin(caseId: string) {
  const refresh = useRefreshCases();
  return useMutation({
    mutationFn: ({ action, into }: { action: string; into: string }) => api.join(caseId, action, into),
    onSuccess: ({ link }) => {
      refresh(link);
      tell('Joined. The customer was told nothing; what is open goes on here.');
    },
    onError: (error) => tellError('Not joined.', error),
  });
}

export function useSplit(caseId: string) {
  const refresh = useRefreshCases();
  return useMutation({
    mutationFn: ({ action, messages }: { action: string; messages: string[] }) =>
      api.split(caseId, action, messages),
    onSuccess: ({ link }) => {
      refresh(link);
      tell('Split. The new case is yours; give it back to let the flow answer.');
    },
    onError: (error) => tellError('Not split.', error),
  });
}

function useRefreshCases() {
  const client = useQueryClient();
  return ({ from, into }: CaseLink) => {
    const cases = [from.id, into.id].flatMap((id) => [
      ['case', id],
      ['journal', id],
    ]);
    for (const queryKey of [...cases, ['cases'], ['queues'], ['customer']])
      void client.invalidateQueries({ queryKey });
  };
}
