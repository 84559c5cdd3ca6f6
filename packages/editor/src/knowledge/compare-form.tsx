import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './versions-panel.module.css';

type CompareFormProps = {
  /** Newest first, at least two. */
  versions: readonly number[];
  onCompare: (before: number, after: number) => Promise<void>;
};

/** Any two versions, side by side. */
export function CompareForm({ versions, onCompare }: CompareFormProps) {
  const [newest = 0, second = 0] = versions;
  const [before, setBefore] = useState(second);
  const [after, setAfter] = useState(newest);
  const options = versions.map((version) => (
    <option key={version} value={version}>
      version {version}
    </option>
  ));
  return (
    <div className={styles['compare']}>
      <label>
        From{' '}
        <select value={before} onChange={(event) => setBefore(Number(event.target.value))}>
          {options}
        </select>
      </label>
      <label>
        to{' '}
        <select value={after} onChange={(event) => setAfter(Number(event.target.value))}>
          {options}
        </select>
      </label>
      <Button disabled={before === after} onClick={() => void onCompare(before, after)}>
        Compare
      </Button>
    </div>
  );
}
