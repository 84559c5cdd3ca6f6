import { useQuery } from '@tanstack/react-query';
import { Merge, Split } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { customerQuery } from '../api/queries.ts';
import type { CaseDetail } from '../api/case.ts';
import { useJoin, useSplit } from '../case/use-link-cases.ts';
import { IconButton } from '../ui/button.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { JoinDialog } from './join-dialog.tsx';
import { SplitDialog } from './split-dialog.tsx';

/** Two cases that are one issue, or one case that is two. */
export function LinkActions({ detail, isMine }: { detail: CaseDetail; isMine: boolean }) {
  const { case: summary, messages } = detail;
  const [asking, setAsking] = useState<'join' | 'split'>();
  const navigate = useNavigate();
  const customer = useQuery(customerQuery(summary.customer.id));
  const join = useJoin(summary.id);
  const split = useSplit(summary.id);
  const others = (customer.data?.cases ?? []).filter(
    ({ id, owner }) => id !== summary.id && owner !== 'nobody',
  );
  const own = messages.filter(({ from, cameWith }) => from === 'customer' && cameWith === undefined);
  const mayJoin = others.length > 0 && (isMine || summary.owner !== 'agent');
  const maySplit = isMine && own.length > 1;
  const ask = (what: 'join' | 'split') => () => setAsking(what);
  const onDone = () => setAsking(undefined);
  const show = (caseId: string) => {
    onDone();
    void navigate(`/desk/${caseId}`);
  };
  useHotkeys({
    o: mayJoin ? ask('join') : undefined,
    s: maySplit ? ask('split') : undefined,
  });
  return (
    <>
      {maySplit && (
        <IconButton label="Split… (s)" aria-keyshortcuts="s" onClick={ask('split')}>
          <Split />
        </IconButton>
      )}
      {mayJoin && (
        <IconButton label="Join with another case… (o)" aria-keyshortcuts="o" onClick={ask('join')}>
          <Merge />
        </IconButton>
      )}
      <SplitDialog
        open={asking === 'split'}
        messages={own}
        busy={split.isPending}
        onDone={onDone}
        onSplit={(chosen) =>
          split.mutate(
            { action: crypto.randomUUID(), messages: chosen },
            { onSuccess: ({ link }) => show(link.into.id) },
          )
        }
      />
      <JoinDialog
        open={asking === 'join'}
        cases={others}
        busy={join.isPending}
        onDone={onDone}
        onJoin={(into) => join.mutate({ action: crypto.randomUUID(), into }, { onSuccess: () => show(into) })}
      />
    </>
  );
}
