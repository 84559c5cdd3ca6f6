import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowLeft, Download, Headset, ShieldCheck } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { caseQuery, noEntries, useJournal } from '../api/queries.ts';
import type { CaseDetail } from '../api/case.ts';
import { useMay, useUser } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { OnThePhone } from '../ui/on-the-phone.tsx';
import { Owner } from '../ui/owner.tsx';
import { Time } from '../ui/time.tsx';
import { tellError } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { CallbackLine } from './callback-line.tsx';
import { BriefCard } from './brief-card.tsx';
import styles from './case-page.module.css';
import { describeUsage } from './describe-usage.ts';
import { caseTitle, customerName } from './case-title.ts';
import { JournalView } from './journal-view.tsx';
import { TimelineView } from './timeline-view.tsx';
import { VerdictCard } from './verdict-card.tsx';

/** One case for whoever has to understand it: what was said, and what was decided and why. */
export function CasePage() {
  const { caseId = '' } = useParams();
  const query = useQuery(caseQuery(caseId));
  if (query.isPending) {
    return (
      <>
        <h1 className="unseen">Case</h1>
        <Skeleton rows={9} height={64} label="Loading the case" />
      </>
    );
  }
  if (query.isError && !query.data) {
    return (
      <>
        <h1 className="unseen">Case</h1>
        <Failed error={query.error} what="The case" onRetry={() => void query.refetch()} />
      </>
    );
  }
  return <Loaded key={caseId} detail={query.data} />;
}

function Loaded({ detail }: { detail: CaseDetail }) {
  const { case: summary, brief, messages } = detail;
  const [query, setQuery] = useSearchParams();
  const tab = query.get('tab') === 'journal' ? 'journal' : 'timeline';
  const journal = useJournal(summary.id);
  const mayVerify = useMay('admin', 'ops', 'auditor');
  const verify = useMutation({
    mutationFn: () => api.verify(summary.id),
    onError: (error) => tellError('Not verified.', error),
  });
  const [target, setTarget] = useState<{ id: string; at: number }>();
  const show = (next: string) => setQuery(next === 'journal' ? { tab: 'journal' } : {}, { replace: true });
  useHotkeys({ '1': () => show('timeline'), '2': () => show('journal') });

  return (
    <div className={styles['page']}>
      <Header detail={detail}>
        {mayVerify && (
          <>
            <Button icon={<ShieldCheck />} busy={verify.isPending} onClick={() => verify.mutate()}>
              Verify
            </Button>
            <a className={styles['export']} href={api.exportUrl(summary.id)} download>
              <Download aria-hidden="true" />
              Export
            </a>
          </>
        )}
      </Header>
      {summary.joinedInto !== undefined && (
        <p className={styles['joined']} role="note">
          This case was joined with another. <Link to={`/cases/${summary.joinedInto}`}>It goes on there</Link>
          .
        </p>
      )}
      {verify.data && (
        <VerdictCard
          verdict={verify.data}
          flow={journal.data?.flow}
          wasMoved={
            journal.data?.entries.some(({ effects }) => effects.some(({ type }) => type === 'flow.moved')) ??
            false
          }
          onClose={() => verify.reset()}
          onShow={(seq) => setQuery({ tab: 'journal', seq: String(seq) }, { replace: true })}
        />
      )}
      <Tabs.Root value={tab} onValueChange={show} className={styles['tabs']}>
        <Tabs.List aria-label="Ways to look at the case" className={styles['list']}>
          <Tabs.Trigger value="timeline">Timeline</Tabs.Trigger>
          <Tabs.Trigger value="journal">
            Journal {journal.data && <span className={styles['count']}>{journal.data.last}</span>}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="timeline" className={styles['timeline']} tabIndex={-1}>
          <CallbackLine callbacks={detail.callbacks} />
          <BriefCard brief={brief} onShow={(id) => setTarget({ id, at: Date.now() })} />
          <TimelineView
            messages={messages}
            entries={journal.data?.entries ?? noEntries}
            links={{ of: summary.id, all: detail.links }}
            customer={customerName(summary)}
            target={target}
          />
        </Tabs.Content>
        <Tabs.Content value="journal" className={styles['journal']} tabIndex={-1}>
          <JournalView journal={journal} selected={Number(query.get('seq')) || undefined} />
        </Tabs.Content>
      </Tabs.Root>
    </div>
  );
}

function Header({ detail, children }: { detail: CaseDetail; children: React.ReactNode }) {
  const { case: summary, call } = detail;
  const me = useUser();
  const mayAct = useMay('admin', 'ops', 'agent');
  const usage = describeUsage(summary.usage);
  return (
    <header className={styles['header']}>
      <Link to="/cases" aria-label="Back to the list" className={styles['back']}>
        <ArrowLeft aria-hidden="true" />
      </Link>
      <div className={styles['title']}>
        <h1>{caseTitle(summary)}</h1>
        <p>
          <Channel name={summary.channel} label />
          <Link to={`/customers/${summary.customer.id}`}>{customerName(summary)}</Link>
          <Owner of={summary} me={me.id} />
          {call && <OnThePhone since={call.since} />}
          <span>
            opened <Time at={summary.openedAt} long />
          </span>
          {summary.closedAt !== undefined && (
            <span>
              closed <Time at={summary.closedAt} long />
              {summary.closeReason && `: ${summary.closeReason}`}
            </span>
          )}
          {summary.reopened > 0 && (
            <span>reopened {summary.reopened === 1 ? 'once' : `${summary.reopened} times`}</span>
          )}
          <span>
            flow {summary.flow.id} <code title={summary.flow.hash}>{summary.flow.hash.slice(0, 8)}</code>
          </span>
          {usage && (
            <span title={usage.whole}>
              <span aria-hidden="true">{usage.short}</span>
              <span className="unseen">{usage.whole}</span>
            </span>
          )}
        </p>
      </div>
      <div className={styles['actions']}>
        {mayAct && summary.owner !== 'nobody' && (
          <Link to={`/desk/${summary.id}`} className={styles['export']}>
            <Headset aria-hidden="true" />
            Open on the desk
          </Link>
        )}
        {children}
      </div>
    </header>
  );
}
