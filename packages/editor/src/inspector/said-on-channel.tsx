import { Volume2 } from 'lucide-react';
import type { KnownChannel } from '@throughline/flow/known-channel';
import type { SpeechForm } from '@throughline/flow/channel-speech';
import { markedPieces } from './fill-template.ts';
import styles from './on-each-channel.module.css';

type Props = {
  channel: Pick<KnownChannel, 'name' | 'title' | 'capabilities'>;
  form: SpeechForm;
  /** What is filled in when it is said, in order. */
  filled: string[];
  /** Values that are not known yet may make it longer. */
  atLeast: boolean;
};

/** A message as a channel shows it: bubbles with buttons, a mail, or words to be heard. */
export function SaidOnChannel({ channel, form, filled, atLeast }: Props) {
  const { texts, buttons, segments } = form;
  const look = lookOf(channel);
  return (
    <div className={styles['said']} data-look={look} data-channel={channel.name}>
      {look === 'mail' && <p className={styles['mailHead']}>Mail in the thread of the case</p>}
      {texts.map((text, index) => (
        <p key={index} className={styles['bubble']}>
          {look === 'voice' && <Volume2 aria-label="Heard" />}
          <span>
            {markedPieces(text, filled).map((piece, at) =>
              piece.filled ? <mark key={at}>{piece.text}</mark> : piece.text,
            )}
          </span>
        </p>
      ))}
      {buttons.length > 0 && (
        <ul className={styles['buttons']} aria-label="Buttons">
          {buttons.map(({ id, label }) => (
            <li key={id}>{label}</li>
          ))}
        </ul>
      )}
      <p className={styles['measure']}>{measure(texts, segments, atLeast)}</p>
    </div>
  );
}

function lookOf({ name, capabilities }: Props['channel']): 'chat' | 'mail' | 'voice' | 'sms' {
  if (capabilities.spoken) return 'voice';
  if (capabilities.segments) return 'sms';
  return name === 'email' ? 'mail' : 'chat';
}

function measure(texts: string[], segments: SpeechForm['segments'], atLeast: boolean): string {
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  const parts = texts.length > 1 ? `${texts.length} messages` : '';
  const count = segments?.reduce((sum, one) => sum + one.segments, 0) ?? 0;
  const alphabet = segments?.some((one) => one.alphabet === 'UCS-2') ? 'UCS-2' : 'GSM-7';
  const paid = segments ? `${count} ${count === 1 ? 'segment' : 'segments'} (${alphabet})` : '';
  const length = `${characters} characters`;
  return (
    [parts, paid, length].filter(Boolean).join(' · ') + (atLeast ? ', or more with what is filled in' : '')
  );
}
