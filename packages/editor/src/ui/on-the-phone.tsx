import { Phone } from 'lucide-react';
import styles from './on-the-phone.module.css';
import { Lasting } from './time.tsx';

/** The same in a list, where there is room for a mark only. */
export function OnThePhoneMark() {
  return (
    <span className={styles['mark']} title="On the phone now">
      <Phone aria-hidden="true" />
      <span className="unseen">On the phone now</span>
    </span>
  );
}

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
