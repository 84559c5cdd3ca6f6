import { Phone } from 'lucide-react';
import styles from './on-the-phone.module.css';
import { Lasting } from './time.tsx';

/** The customer is in a call of this case at this moment: what is said in it comes in below. */
export function OnThePhone({ since }: { since: number }) {
  return (
    <span className={styles['call']}>
      <Phone aria-hidden="true" />
      <span>
        On the phone now, for <Lasting since={since} />
      </span>
    </span>
  );
}
