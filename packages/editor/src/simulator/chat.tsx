import { Volume2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { channelForm } from '@throughline/flow/channel-form';
import { talkOf, type Line } from '@throughline/flow/simulation-talk';
import { useStore } from 'zustand';
import { Channel } from '../ui/channel.tsx';
import { RichText } from '../ui/rich-text.tsx';
import { Composer } from './composer.tsx';
import { PeopleBar } from './people-bar.tsx';
import { RunCard } from './run-card.tsx';
import type { Session } from './session.ts';
import type { SimulatedChannel } from './simulator-panel.tsx';
import styles from './chat.module.css';

/** The conversation, as the customer's channel shows it. */
export function Chat({ session, channels }: { session: Session; channels: SimulatedChannel[] }) {
  const { simulation, asked, running } = useStore(session);
  const lines = talkOf(simulation);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [lines.length, asked, running]);
  return (
    <section className={styles['chat']} aria-label="The conversation">
      <div ref={log} className={styles['log']} role="log" aria-label="What was said" tabIndex={0}>
        <ol>
          {lines.length === 0 && (
            <li className={styles['hint']}>Write as a customer would. The draft answers by its own rules.</li>
          )}
          {lines.map((line, index) => (
            <Said
              key={line.id}
              line={line}
              moved={index > 0 && lines[index - 1]?.channel !== line.channel}
              channels={channels}
              session={session}
              last={index === lines.length - 1}
            />
          ))}
          {running && (
            <li className={styles['hint']} aria-live="polite">
              “{running.title}” runs on the server…
            </li>
          )}
        </ol>
      </div>
      {asked && <RunCard key={asked.run} session={session} run={asked} />}
      <PeopleBar session={session} />
      <Composer session={session} />
    </section>
  );
}

type SaidProps = {
  line: Line;
  /** Said elsewhere than what was said before. */
  moved: boolean;
  channels: SimulatedChannel[];
  session: Session;
  last: boolean;
};

function Said({ line, moved, channels, session, last }: SaidProps) {
  const { from, channel, text } = line;
  const known = channels.find(({ name }) => name === channel);
  const form = from === 'customer' || !known ? undefined : channelForm(line, known.capabilities);
  const texts = form?.texts ?? [text];
  const spoken = known?.capabilities.spoken === true && from !== 'customer';
  // Where sources are links, text has a form, too; elsewhere it is what was typed.
  const rich = known?.capabilities.sources === 'links';
  return (
    <li className={styles['said']} data-from={from}>
      {(moved || from === 'agent') && (
        <span className={styles['head']}>
          {from === 'agent' && 'Agent'}
          <Channel name={channel} label />
        </span>
      )}
      <span className="unseen">{{ customer: 'Customer: ', bot: 'Bot: ', agent: '' }[from]}</span>
      {texts.map((part, index) => (
        <div key={index} className={styles['bubble']}>
          {spoken && <Volume2 aria-label="Spoken" />}
          {rich ? <RichText text={part} /> : <p>{part}</p>}
        </div>
      ))}
      {form && rich && line.sources && line.sources.length > 0 && (
        <span className={styles['sources']}>{line.sources.map(({ title }) => title).join(' · ')}</span>
      )}
      {form && form.buttons.length > 0 && (
        <span className={styles['choices']}>
          {form.buttons.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              disabled={!last}
              onClick={() => session.act({ press: id, channel: session.getState().channel })}
            >
              {label}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}
