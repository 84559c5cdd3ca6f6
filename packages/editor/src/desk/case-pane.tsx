import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, ArrowRightLeft, CircleCheck, Hand, PanelRight, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Link, Navigate, useNavigate } from 'react-router';
import { useLive } from '../api/live.ts';
import { caseQuery, noEntries, useJournal } from '../api/queries.ts';
import type { CaseDetail } from '../api/case.ts';
import { CallbackLine } from '../case/callback-line.tsx';
import { BriefCard } from '../case/brief-card.tsx';
import { customerName } from '../case/case-title.ts';
import { ProposedPromises } from '../case/promises.tsx';
import { TimelineView } from '../case/timeline-view.tsx';
import { useMay, useUser } from '../app/session.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { OnThePhone } from '../ui/on-the-phone.tsx';
import { Owner } from '../ui/owner.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { ActionDialogs, type Asking } from './action-dialogs.tsx';
import { CallCustomer } from './call-customer.tsx';
import styles from './case-pane.module.css';
import { Composer } from './composer.tsx';
import { CustomerPanel } from './customer-panel.tsx';
import { LinkActions } from './link-actions.tsx';
import { newAction, useAct } from './use-act.ts';

type CasePaneProps = { caseId: string; search: string; details: boolean; onDetails: (open: boolean) => void };

/** One case: brief first, then what was said, then the answer. */
export function CasePane({ caseId, search, details, onDetails }: CasePaneProps) {
  const query = useQuery(caseQuery(caseId));
  if (query.isPending) {
    return (
      <div className={styles['pane']}>
        <Skeleton rows={7} height={84} label="Loading the case" />
      </div>
    );
  }
  if (query.isError && !query.data) {
    return (
      <div className={styles['pane']}>
        <Failed error={query.error} what="The case" onRetry={() => void query.refetch()} />
      </div>
    );
  }
  // It goes on elsewhere, and so does whoever had its address.
  const { joinedInto } = query.data.case;
  if (joinedInto !== undefined) return <Navigate to={{ pathname: `/desk/${joinedInto}`, search }} replace />;
  return <OpenCase detail={query.data} search={search} details={details} onDetails={onDetails} />;
}

type OpenCaseProps = {
  detail: CaseDetail;
  search: string;
  details: boolean;
  onDetails: (open: boolean) => void;
};

function OpenCase({ detail, search, details, onDetails }: OpenCaseProps) {
  const { case: summary, customer, brief, messages, suggestion, call } = detail;
  const { owner } = summary;
  const me = useUser();
  const navigate = useNavigate();
  const mayAct = useMay('admin', 'ops', 'agent');
  const journal = useJournal(summary.id);
  const act = useAct(summary.id);
  const [asking, setAsking] = useState<Asking>();
  const [target, setTarget] = useState<{ id: string; at: number }>();
  const isMine = owner === 'agent' && summary.agent?.id === me.id;
  const claimable = mayAct && (owner === 'queue' || owner === 'flow');
  const typing = useLive((live) => live.typing[summary.id] !== undefined);
  const claim = () =>
    act.mutate(newAction({ type: 'claim' }), {
      // It has left the queue: the list shows where it is now.
      onSuccess: () => void navigate(`/desk/${summary.id}`, { replace: true }),
    });

  useHotkeys({
    c: claimable ? claim : undefined,
    b: isMine ? () => setAsking('return') : undefined,
    t: isMine ? () => setAsking('transfer') : undefined,
    x: isMine ? () => setAsking('close') : undefined,
  });

  return (
    <>
      <section className={styles['pane']} aria-label={`Case of ${customerName(summary)}`}>
        <header className={styles['header']}>
          <Link to={{ pathname: '/desk', search }} className={styles['back']} aria-label="Back to the inbox">
            <ArrowLeft aria-hidden="true" />
          </Link>
          <Channel name={summary.channel} />
          <div className={styles['who']}>
            <h2>{customerName(summary)}</h2>
            <Owner of={summary} me={me.id} />
            {call && <OnThePhone since={call.since} />}
          </div>
          <div className={styles['actions']}>
            {claimable && (
              <Button look="primary" icon={<Hand />} hotkey="c" busy={act.isPending} onClick={claim}>
                Claim
              </Button>
            )}
            {isMine && (
              <>
                <Button icon={<Undo2 />} hotkey="b" onClick={() => setAsking('return')}>
                  Give back
                </Button>
                <Button icon={<ArrowRightLeft />} hotkey="t" onClick={() => setAsking('transfer')}>
                  Transfer
                </Button>
                <Button icon={<CircleCheck />} hotkey="x" onClick={() => setAsking('close')}>
                  Close
                </Button>
              </>
            )}
            {mayAct && owner !== 'nobody' && <CallCustomer detail={detail} />}
            {mayAct && owner !== 'nobody' && <LinkActions detail={detail} isMine={isMine} />}
          </div>
          <IconButton
            label="Customer and details"
            aria-expanded={details}
            className={styles['toggle']}
            onClick={() => onDetails(!details)}
          >
            <PanelRight />
          </IconButton>
        </header>
        <CallbackLine callbacks={detail.callbacks} />
        <BriefCard
          brief={brief}
          onShow={(id) => setTarget({ id, at: Date.now() })}
          act={mayAct ? act : undefined}
        />
        {isMine && <ProposedPromises caseId={summary.id} proposals={detail.proposals} act={act} />}
        <TimelineView
          messages={messages}
          entries={journal.data?.entries ?? noEntries}
          links={{ of: summary.id, all: detail.links }}
          customer={customerName(summary)}
          target={target}
          after={typing && <p className={styles['typing']}>{customerName(summary)} is writing</p>}
        />
        {mayAct && <Composer summary={summary} suggestion={suggestion} isMine={isMine} act={act} />}
      </section>
      <CustomerPanel summary={summary} customer={customer} open={details} onClose={() => onDetails(false)} />
      <ActionDialogs
        asking={asking}
        onDone={() => setAsking(undefined)}
        act={act}
        queue={summary.queue?.name}
      />
    </>
  );
}
