import { ShieldAlert, ShieldCheck, X } from 'lucide-react';
import type { JournalFlow, Verdict } from '../api/journal.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './verdict-card.module.css';

type VerdictCardProps = {
  verdict: Verdict;
  flow: JournalFlow | null | undefined;
  /** It went by other versions before. */
  wasMoved: boolean;
  onClose: () => void;
  onShow: (seq: number) => void;
};

/** What was checked, and what came of it; not only a mark. */
export function VerdictCard({ verdict, flow, wasMoved, onClose, onShow }: VerdictCardProps) {
  const { chain, replay, record } = verdict;
  return (
    <section className={styles['card']} aria-label="Verification" role="status">
      <Check
        ok={chain.ok}
        title={chain.ok ? 'The journal is whole and unchanged' : 'The journal does not hold'}
        text={
          chain.ok
            ? `${chain.entries ?? 'All'} entries, numbered without a gap; each names the SHA-256 digest of the one before, and every content still has the digest it was written with.`
            : `The first fault is at entry ${chain.seq ?? '?'}: ${words(chain.reason)}. What comes before it holds.`
        }
        seq={chain.ok ? undefined : chain.seq}
        onShow={onShow}
      />
      <Check
        ok={replay.ok}
        title={replay.ok ? 'Every decision follows from what happened' : replayTitle(replay.reason)}
        text={replayText(replay, flow, wasMoved)}
        seq={replay.ok ? undefined : replay.seq}
        onShow={onShow}
      />
      <Check
        ok={record.ok}
        title={recordTitle(record)}
        text={recordText(record)}
        seq={undefined}
        onShow={onShow}
      />
      <IconButton label="Close the result" onClick={onClose}>
        <X />
      </IconButton>
    </section>
  );
}

type CheckProps = {
  ok: boolean;
  title: string;
  text: string;
  seq: number | undefined;
  onShow: (seq: number) => void;
};

function Check({ ok, title, text, seq, onShow }: CheckProps) {
  return (
    <div data-ok={ok}>
      {ok ? <ShieldCheck aria-hidden="true" /> : <ShieldAlert aria-hidden="true" />}
      <div>
        <p className={styles['title']}>{title}</p>
        <p>{text}</p>
        {seq !== undefined && (
          <button type="button" onClick={() => onShow(seq)}>
            Show entry {seq}
          </button>
        )}
      </div>
    </div>
  );
}

function replayTitle(reason: string | undefined): string {
  if (reason === 'contents-erased') return 'The decisions cannot be replayed: contents were erased';
  if (reason === 'plan-unknown')
    return 'The decisions cannot be replayed: the flow version is not known here';
  if (reason === 'interpreter-unknown') return 'The decisions cannot be replayed: a newer release took them';
  return 'A decision does not follow from what happened';
}

function replayText(
  { ok, events, seq, reason, type, recorded, decided }: Verdict['replay'],
  flow: JournalFlow | null | undefined,
  wasMoved: boolean,
): string {
  const version = wasMoved
    ? `flow “${flow?.title ?? 'of the case'}”, each by the version that the case had then`
    : flow
      ? `flow “${flow.title}”, version ${flow.hash.slice(0, 12)}`
      : 'the flow version of the case';
  if (ok)
    return `${events ?? 'All'} events were folded again through ${version}; effects and state have the digests that were recorded.`;
  if (reason === 'contents-erased')
    return 'The chain shows that nothing was added, removed or changed; what was said is gone for good.';
  if (reason === 'interpreter-unknown') return 'Verify again with the release that runs this case.';
  if (reason === 'plan-unknown') return 'Publish or import that version, then verify again.';
  return `At entry ${seq ?? '?'} (${type ?? 'event'}) the digest ${recorded?.slice(0, 12) ?? '?'} was recorded, and ${decided?.slice(0, 12) ?? '?'} is decided now.`;
}

function recordTitle({ ok, reason }: Verdict['record']): string {
  if (ok) return 'The transcript is what the journal says';
  if (reason === 'not-checked') return 'The transcript was not checked';
  return 'What is shown is not what the journal says';
}

function recordText({ ok, messages, withheld, reason, id }: Verdict['record']): string {
  if (ok) {
    const unsent = withheld
      ? ` ${withheld} more may have been taken back, or failed, before they were sent.`
      : '';
    return `${messages ?? 'All'} messages, the flow version and the state of the case agree with it.${unsent}`;
  }
  if (reason === 'not-checked') return 'It is compared with a journal that replays.';
  return `The first fault: ${words(reason)}${id ? ` (${id})` : ''}.`;
}

function words(reason: string | undefined): string {
  return reason?.replaceAll('-', ' ') ?? 'it does not match';
}
