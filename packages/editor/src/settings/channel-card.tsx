import { ExternalLink, Send } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { capabilityWords } from './capability-words.ts';
import { CopyField } from './copy-field.tsx';
import styles from './settings.module.css';
import { TestMessageDialog } from './test-message-dialog.tsx';
import type { ChannelSetting } from './types.ts';
import { Variables } from './variables.tsx';

export function ChannelCard({ channel, mayTest }: { channel: ChannelSetting; mayTest: boolean }) {
  const { name, title, provider, on, docs, required, optional, facts, capabilities, page, destination } =
    channel;
  const [testing, setTesting] = useState(false);
  const called = provider ? `${title} by ${provider}` : title;
  const tries = name === 'voice' ? 'Place a test call' : 'Send a test message';
  const toPaste = facts.filter(({ copy }) => copy);
  return (
    <details className={styles['card']}>
      <summary>
        <span aria-hidden="true">
          <Channel name={name} />
        </span>
        <b>{title}</b>
        {provider && <span className={styles['note']}>{provider}</span>}
        <span className={on ? styles['on'] : styles['off']}>{on ? 'set up' : 'not set up'}</span>
      </summary>
      <div className={styles['card-body']}>
        {on && (
          <div className={styles['buttons']}>
            {mayTest && destination && (
              <Button icon={<Send />} aria-label={`${tries} by ${called}`} onClick={() => setTesting(true)}>
                {destination.kind === 'phone' && name === 'voice'
                  ? 'Place a test call'
                  : 'Send a test message'}
              </Button>
            )}
            {page && (
              <a className={styles['open']} href={page} target="_blank" rel="noreferrer">
                <ExternalLink aria-hidden="true" />
                {name === 'portal'
                  ? 'Open the portal and sign in with your own address'
                  : 'Open the chat page'}
              </a>
            )}
          </div>
        )}
        {facts.length > toPaste.length && (
          <dl className={styles['facts']}>
            {facts
              .filter(({ copy }) => !copy)
              .map(({ label, value, help }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>
                    {value}
                    {help && <small>{help}</small>}
                  </dd>
                </div>
              ))}
          </dl>
        )}
        {toPaste.map(({ label, value, help = '' }) => (
          <div key={value}>
            <CopyField label={label === 'Webhook' ? help : label} value={value} />
            {label !== 'Webhook' && help && <p className={styles['note']}>{help}</p>}
          </div>
        ))}
        {capabilities && (
          <div>
            <h4>What it can do</h4>
            <ul className={styles['words']}>
              {capabilityWords(capabilities).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          </div>
        )}
        {required.length + optional.length > 0 && (
          <div>
            <h4>{on ? 'What sets it up' : 'To set it up, give the server these variables'}</h4>
            <Variables list={required} />
            {optional.length > 0 && (
              <details>
                <summary>
                  {optional.length === 1 ? 'One that may be added' : `${optional.length} that may be added`}
                </summary>
                <Variables list={optional} />
              </details>
            )}
          </div>
        )}
        <p>
          <a href={`/docs/${docs}`} target="_blank" rel="noreferrer">
            How to set up {title}
          </a>{' '}
          <span className={styles['note']}>docs/{docs}</span>
        </p>
      </div>
      {testing && destination && (
        <TestMessageDialog channel={channel} destination={destination} onClose={() => setTesting(false)} />
      )}
    </details>
  );
}
