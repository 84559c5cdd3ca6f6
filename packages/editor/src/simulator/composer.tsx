import { Plus, SendHorizontal, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { useStore } from 'zustand';
import { Button, IconButton } from '../ui/button.tsx';
import { Segments } from '../ui/segments.tsx';
import { composerId } from './composer-id.ts';
import type { Session } from './session.ts';
import styles from './chat.module.css';

const mostInABurst = 10;

/** Writes as the customer, or as the agent while people have the case. */
export function Composer({ session }: { session: Session }) {
  const { simulation, channel } = useStore(session);
  const withPeople = simulation.state.owner === 'agent' || simulation.state.owner === 'queue';
  const [as, setAs] = useState<'customer' | 'agent'>('customer');
  const [text, setText] = useState('');
  const [burst, setBurst] = useState<string[]>([]);
  const writer = withPeople ? as : 'customer';

  function add(): void {
    if (text.trim() === '' || burst.length >= mostInABurst - 1) return;
    setBurst([...burst, text.trim()]);
    setText('');
  }

  function send(): void {
    const texts = [...(writer === 'customer' ? burst : []), ...(text.trim() === '' ? [] : [text.trim()])];
    const [only] = texts;
    if (only === undefined) return;
    if (writer === 'agent') session.act({ agent: { replies: only } });
    else session.act({ say: texts.length === 1 ? only : texts, channel });
    setText('');
    setBurst([]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (event.altKey && writer === 'customer') add();
    else send();
  }

  return (
    <div className={styles['composer']}>
      {withPeople && (
        <Segments
          label="Write as"
          value={as}
          options={[
            { value: 'customer', label: 'Customer' },
            { value: 'agent', label: 'Agent' },
          ]}
          onChange={setAs}
        />
      )}
      {writer === 'customer' && burst.length > 0 && (
        <ul className={styles['burst']} aria-label="Messages of this burst">
          {burst.map((one, index) => (
            <li key={index}>
              {one}
              <IconButton label={`Take out “${one}”`} onClick={() => setBurst(burst.toSpliced(index, 1))}>
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className={styles['line']}>
        <textarea
          id={composerId}
          rows={1}
          value={text}
          maxLength={8_000}
          placeholder={writer === 'agent' ? 'Write as the agent' : 'Write as the customer'}
          aria-label={writer === 'agent' ? 'Message of the agent' : 'Message of the customer'}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {writer === 'customer' && (
          <Button
            look="quiet"
            icon={<Plus />}
            title="Add it to a burst: messages sent right after each other (Alt+Enter)"
            disabled={text.trim() === ''}
            onClick={add}
          >
            Burst
          </Button>
        )}
        <Button
          look="primary"
          icon={<SendHorizontal />}
          disabled={text.trim() === '' && burst.length === 0}
          onClick={send}
        >
          {burst.length > 0 && writer === 'customer' ? 'Send all' : 'Send'}
        </Button>
      </div>
    </div>
  );
}
