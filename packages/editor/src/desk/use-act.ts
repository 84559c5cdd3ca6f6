import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import { caseQuery } from '../api/queries.ts';
import { ApiError } from '../api/request.ts';
import type { AgentAction } from '../api/case.ts';
import { tell, tellError } from '../ui/toast.tsx';

export type Act = ReturnType<typeof useAct>;

/** Acts on a case. Each intention gets one id, so that a second press or a retry is the same action. */
export function useAct(caseId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationKey: ['act', caseId],
    scope: { id: `act ${caseId}` },
    mutationFn: ({ action, body }: { action: string; body: AgentAction }) => api.act(caseId, action, body),
    onSuccess: ({ case: changed }, { body }) => {
      client.setQueryData(caseQuery(caseId).queryKey, (now) => now && { ...now, case: changed });
      for (const queryKey of [['case', caseId], ['cases'], ['queues'], ['journal', caseId]]) {
        void client.invalidateQueries({ queryKey });
      }
      const said = done[body.type];
      if (said) tell(said);
    },
    onError: (error, { body }) => {
      // Somebody else was quicker: show how it is now.
      if (error instanceof ApiError && error.status === 409)
        void client.invalidateQueries({ queryKey: ['case', caseId] });
      if (body.type !== 'type' && body.type !== 'reply') tellError(failed[body.type] ?? '', error);
    },
  });
}

export function newAction<Body extends AgentAction>(body: Body): { action: string; body: Body } {
  return { action: crypto.randomUUID(), body };
}

const done: { [type in AgentAction['type']]?: string } = {
  claim: 'The case is yours. The flow is silent until you give it back.',
  return: 'Given back. The flow goes on from here.',
  transfer: 'Transferred, with the brief.',
  move: 'The answers go there from now on.',
  close: 'Closed. A new message of the customer opens it again.',
  promise: 'Kept in mind: the case comes back when it is due.',
};

const failed: { [type in AgentAction['type']]?: string } = {
  claim: 'Not claimed.',
  note: 'The note was not kept.',
  return: 'Not given back.',
  transfer: 'Not transferred.',
  move: 'The answers go where they went before.',
  close: 'Not closed.',
  promise: 'The promise was not kept in mind.',
  settle: 'Not noted.',
};
