import { Bot, ChevronRight, Headset, StickyNote, TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactNode, type RefObject } from 'react';
import type { CaseLink } from '../api/case.ts';
import type { JournalEntry } from '../api/journal.ts';
import type { StaffMessage } from '../api/message.ts';
import { Channel } from '../ui/channel.tsx';
import { classes } from '../ui/classes.ts';
import { RichText } from '../ui/rich-text.tsx';
import { ClockTime } from '../ui/time.tsx';
import { Attachments } from './attachments.tsx';
import { buildTimeline, type FlowStep } from './build-timeline.ts';
import { LinkLine } from './link-line.tsx';
import { OriginalMail } from './original-mail.tsx';
import styles from './timeline-view.module.css';

type TimelineProps = {
  messages: StaffMessage[];
  entries: JournalEntry[];
  /** How this case was joined or split. */
  links?: { of: string; all: CaseLink[] };
  customer: string;
  /** The message to bring into view, and when it was asked for. */
  target?: { id: string; at: number } | undefined;
  before?: ReactNode;
  after?: ReactNode;
};

/** Everything said on all channels, in one line, with what the flow did in between folded. */
export function TimelineView({ messages, entries, links, customer, target, before, after }: TimelineProps) {
  const items = useMemo(() => buildTimeline(messages, entries, links?.all), [messages, entries, links?.all]);
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lastTop = useRef(0);
  const channels = new Set(messages.map(({ channel }) => channel)).size;

  useKeptAtEnd(scroller, atEnd);

  useEffect(() => {
    if (!target) return;
    const element = document.getElementById(`message-${target.id}`);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  }, [target]);

  return (
    <div
      ref={scroller}
      className={styles['scroller']}
      role="log"
      aria-label="Timeline"
      aria-live="off"
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        // What comes into sight may turn out higher than thought: only who scrolls back has left the end.
        const near = scrollHeight - scrollTop - clientHeight < 60;
        atEnd.current = near || (atEnd.current && scrollTop >= lastTop.current);
        lastTop.current = scrollTop;
      }}
    >
      {before}
      <ol className={styles['items']}>
        {items.map((item) => {
          if (item.kind === 'day') {
            return (
              <li key={item.key} className={styles['day']}>
                {new Date(item.at).toLocaleDateString(undefined, {
                  weekday: 'long',
                  day: 'numeric',
                  month: 'long',
                  year: 'numeric',
                })}
              </li>
            );
          }
          if (item.kind === 'steps') return <Steps key={item.key} steps={item.steps} />;
          if (item.kind === 'link') {
            return (
              <li key={item.key} className={styles['change']}>
                <LinkLine link={item.link} of={links?.of ?? ''} undone={item.undone} />{' '}
                <ClockTime at={item.at} />
              </li>
            );
          }
          if (item.kind === 'change') {
            return (
              <li key={item.key} className={styles['change']}>
                {item.text} <ClockTime at={item.at} />
              </li>
            );
          }
          return (
            <Message
              key={item.key}
              message={item.message}
              joined={item.joined}
              customer={customer}
              showChannel={channels > 1}
            />
          );
        })}
      </ol>
      {after}
    </div>
  );
}

/** Keeps the newest in sight, whatever changes the height: messages, the field below, the width of the window. */
function useKeptAtEnd(scroller: RefObject<HTMLElement | null>, atEnd: RefObject<boolean>): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      if (atEnd.current) element.scrollTop = element.scrollHeight;
    });
    for (const part of [element, ...element.children]) observer.observe(part);
    return () => observer.disconnect();
  });
}

type MessageProps = { message: StaffMessage; joined: boolean; customer: string; showChannel: boolean };

function speakerOf({ from, author }: StaffMessage, customer: string): string {
  switch (from) {
    case 'customer':
      return author ?? customer;
    case 'bot':
      return 'Flow';
    case 'agent':
      return author ?? 'Agent';
    case 'note':
      return author === undefined ? 'Note' : `Note by ${author}`;
  }
}

function Message({ message, joined, customer, showChannel }: MessageProps) {
  const { from, text, at, delivery, sources, choices, attachments, channel, erasedAt, original } = message;
  const name = speakerOf(message, customer);
  return (
    <li
      id={`message-${message.id}`}
      tabIndex={-1}
      className={classes(styles['message'], joined && styles['joined'])}
      data-from={from}
    >
      <p className={styles['head']}>
        {from === 'bot' && <Bot aria-hidden="true" />}
        {from === 'agent' && <Headset aria-hidden="true" />}
        {from === 'note' && <StickyNote aria-hidden="true" />}
        <span className={styles['name']}>{name}</span>
        {showChannel && from !== 'note' && <Channel name={channel} />}
        <ClockTime at={at} />
      </p>
      <div className={styles['bubble']}>
        {erasedAt !== undefined && <em className={styles['erased']}>Erased</em>}
        {erasedAt === undefined && text !== '' && <RichText text={text} />}
        {attachments && <Attachments files={attachments} />}
        {choices && choices.length > 0 && (
          <p className={styles['offered']}>Offered: {choices.map(({ label }) => label).join(' · ')}</p>
        )}
        {sources && sources.length > 0 && (
          <p className={styles['offered']}>
            Sources: {sources.map(({ title, version }) => `${title} (version ${version})`).join(' · ')}
          </p>
        )}
      </div>
      {original && <OriginalMail message={message.id} original={original} />}
      {from !== 'customer' && from !== 'note' && (
        <p className={styles['delivery']} data-delivery={delivery}>
          {deliveries[delivery]}
        </p>
      )}
    </li>
  );
}

const deliveries: { [state in StaffMessage['delivery']]: string } = {
  stored: 'Sent',
  delivered: 'Delivered',
  seen: 'Read',
  failed: 'Could not be delivered',
};

function Steps({ steps }: { steps: FlowStep[] }) {
  const failed = steps.some((step) => step.failed);
  const last = steps.at(-1);
  return (
    <li className={styles['steps']}>
      <details>
        <summary>
          <ChevronRight aria-hidden="true" />
          {failed && <TriangleAlert aria-label="With a failure" className={styles['failed']} />}
          {steps.length === 1
            ? `${last?.title} → ${last?.outcome}`
            : `${steps.length} steps of the flow, last ${last?.title} → ${last?.outcome}`}
        </summary>
        <ol>
          {steps.map(({ title, outcome, failed, at }, n) => (
            <li key={n}>
              <span>{title}</span>
              <span className={failed ? styles['failed'] : undefined}>{outcome}</span>
              <ClockTime at={at} seconds />
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}
