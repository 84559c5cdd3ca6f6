import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { MailX } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client.ts';
import type { SetAsideMail, SetAsidePage } from '../api/set-aside-mail.ts';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import styles from './set-aside-mails-page.module.css';

const key = ['set-aside-mails'];

/** Mails that nobody answers, and why; a person finds those that should have come to a case. */
export function SetAsideMailsPage() {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => api.setAsideMails(pageParam),
    initialPageParam: undefined as SetAsidePage['next'],
    getNextPageParam: (page) => page.next,
    refetchInterval: 60_000,
  });
  const mayTake = useMay('admin', 'ops', 'agent');
  const [asking, setAsking] = useState<SetAsideMail>();
  const mails = list.data?.pages.flatMap((page) => page.mails) ?? [];
  return (
    <div className={styles['page']}>
      <h1>Mails that were set aside</h1>
      <p className={styles['about']}>
        No case got them and nobody answers: they seem to be from programs. They are kept for 30 days.
      </p>
      {list.isPending ? (
        <Skeleton rows={8} height={56} label="Loading mails" />
      ) : list.isError && mails.length === 0 ? (
        <Failed error={list.error} what="The list" onRetry={() => void list.refetch()} />
      ) : mails.length === 0 ? (
        <Empty icon={<MailX />} title="Nothing is set aside">
          Automatic answers, bounces, lists and loops come here.
        </Empty>
      ) : (
        <ul className={styles['rows']}>
          {mails.map((mail) => (
            <Row key={mail.id} mail={mail} mayTake={mayTake} onDiscard={() => setAsking(mail)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <p className={styles['more']}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
      {asking && <DiscardDialog mail={asking} onDone={() => setAsking(undefined)} />}
    </div>
  );
}

type RowProps = { mail: SetAsideMail; mayTake: boolean; onDiscard: () => void };

function Row({ mail, mayTake, onDiscard }: RowProps) {
  const { id, kind, at, from, text, takeable } = mail;
  const navigate = useNavigate();
  const client = useQueryClient();
  const take = useMutation({
    mutationFn: () => api.takeMail(id),
    onSuccess: ({ caseId }) => {
      void client.invalidateQueries({ queryKey: key });
      tell('Taken: it is a message of a case now.');
      if (caseId) void navigate(`/cases/${encodeURIComponent(caseId)}`);
    },
    onError: (error) => {
      // Somebody else was quicker: show how it is now.
      void client.invalidateQueries({ queryKey: key });
      tellError('Not taken.', error);
    },
  });
  return (
    <li>
      <div>
        <p className={styles['subject']}>{titleOf(mail)}</p>
        <p className={styles['about']}>
          {from ?? 'Nobody named'} · {reasons[kind] ?? kind} · <Time at={at} long />
        </p>
        {text && (
          <details>
            <summary>How it begins</summary>
            <p className={styles['text']}>{text}</p>
          </details>
        )}
      </div>
      {mayTake && (
        <div className={styles['buttons']}>
          {takeable && (
            <>
              <a href={api.setAsideUrl(id)} download="original.eml">
                Save the mail
              </a>
              <Button
                busy={take.isPending}
                aria-label={`Take it after all: ${titleOf(mail)}`}
                onClick={() => take.mutate()}
              >
                Take it after all
              </Button>
            </>
          )}
          <Button look="quiet" aria-label={`Discard: ${titleOf(mail)}`} onClick={onDiscard}>
            Discard…
          </Button>
        </div>
      )}
    </li>
  );
}

function DiscardDialog({ mail, onDone }: { mail: SetAsideMail; onDone: () => void }) {
  const client = useQueryClient();
  const discard = useMutation({
    mutationFn: () => api.discardMail(mail.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: key });
      tell('Discarded.');
      onDone();
    },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: key });
      tellError('Not discarded.', error);
    },
  });
  return (
    <Dialog
      open
      onClose={onDone}
      title={`Discard “${titleOf(mail)}”`}
      text="What it says is forgotten at once; this cannot be undone."
    >
      <DialogActions>
        <Button onClick={onDone}>Cancel</Button>
        <Button look="danger" busy={discard.isPending} onClick={() => discard.mutate()}>
          Discard
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function titleOf({ subject }: SetAsideMail): string {
  return subject || '(no subject)';
}

const reasons: { [kind: string]: string } = {
  automatic: 'An automatic answer',
  bounce: 'A mail server that could not deliver',
  list: 'A mailing list',
  loop: 'Too many in a short time, or our own',
  unreadable: 'Cannot be read as a mail',
  refused: 'Does not say who wrote it',
};
