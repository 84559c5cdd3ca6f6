import { useQuery } from '@tanstack/react-query';
import { useId, useMemo } from 'react';
import { flowHash } from '@throughline/flow/flow-hash';
import { api } from '../api/client.ts';
import type { PlaceOfCases, PublishPreview, RunningCases, ToPreview } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { describePreview, inPlace } from './cases-in-words.ts';
import styles from './running-cases.module.css';

type RunningCasesChoiceProps = {
  flowId: string;
  /** What is to be published: as it is drawn now, or a version that is there. */
  what: ToPreview;
  choice: RunningCases;
  onChoose: (choice: RunningCases) => void;
};

/** Where cases of other versions stand, and whether they stay on theirs. Publishing does not wait for this. */
export function RunningCasesChoice({ flowId, what, choice, onChoose }: RunningCasesChoiceProps) {
  const key = useMemo(() => ('hash' in what ? what.hash : flowHash(what.flow)), [what]);
  const preview = useQuery({
    queryKey: ['publish-preview', flowId, key],
    queryFn: () => api.previewPublish(flowId, what),
    retry: false,
    gcTime: 0,
  });
  if (preview.isPending)
    return (
      <p className={styles['looking']} role="status">
        Looking where running cases stand…
      </p>
    );
  if (preview.isError)
    return (
      <p className={styles['looking']} role="status">
        Where running cases stand could not be read. They stay on the version they began with.{' '}
        <Button look="quiet" onClick={() => void preview.refetch()}>
          Look again
        </Button>
      </p>
    );
  if (preview.data.cases === 0) return null;
  return <Choice preview={preview.data} choice={choice} onChoose={onChoose} />;
}

type ChoiceProps = Pick<RunningCasesChoiceProps, 'choice' | 'onChoose'> & { preview: PublishPreview };

function Choice({ preview, choice, onChoose }: ChoiceProps) {
  const name = useId();
  const { cases, fitting, places } = preview;
  const staying = cases - fitting;
  return (
    <fieldset className={styles['choice']}>
      <legend>Running cases</legend>
      <p>{describePreview(preview)}</p>
      <label>
        <input type="radio" name={name} checked={choice === 'pinned'} onChange={() => onChoose('pinned')} />
        <span>Stay on the version they began with</span>
      </label>
      <label>
        <input
          type="radio"
          name={name}
          checked={choice === 'move'}
          disabled={fitting === 0}
          onChange={() => onChoose('move')}
        />
        <span>
          Move to this version where they can
          <small>They go on from where they stand. What they wait for stays as it is.</small>
        </span>
      </label>
      <details open={staying > 0 && staying < cases}>
        <summary>Where they stand</summary>
        <ul>
          {places.map((place) => (
            <li key={`${place.hash} ${place.node?.id ?? ''} ${place.why ?? ''}`}>
              <Place place={place} />
            </li>
          ))}
        </ul>
      </details>
    </fieldset>
  );
}

function Place({ place }: { place: PlaceOfCases }) {
  const { fits, text } = place;
  if (fits) return <span className={styles['fits']}>{inPlace(place)}: can move</span>;
  return (
    <>
      <span>{inPlace(place)}: cannot</span>
      <small>{text}</small>
    </>
  );
}
