import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/client.ts';
import type { FlowMove } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';
import { tellError } from '../ui/toast.tsx';
import { describeMove, inPlace } from './cases-in-words.ts';
import styles from './running-cases.module.css';

/** Live events tell it too; this is for a page that has missed one. */
const askEveryMs = 2_000;

type MoveProgressProps = {
  flowId: string;
  /** Shown where this is the version they were to be moved to. */
  hash: string;
  inPanel?: boolean;
};

/** What became of running cases that were to go on by a version. */
export function MoveProgress({ flowId, hash, inPanel }: MoveProgressProps) {
  const client = useQueryClient();
  const queryKey = ['flow', flowId, 'move'];
  const { data } = useQuery({
    queryKey,
    async queryFn() {
      const answer = await api.flowMove(flowId);
      const before = client.getQueryData<typeof answer>(queryKey);
      if (before && before.move?.moved !== answer.move?.moved)
        void client.invalidateQueries({ queryKey: ['flow', flowId, 'versions'] });
      return answer;
    },
    refetchInterval: ({ state }) => (state.data?.move?.state === 'running' ? askEveryMs : false),
  });
  const again = useMutation({
    mutationFn: () => api.moveRunning(flowId, hash),
    onSuccess: (answer) => client.setQueryData(queryKey, answer),
    onError: (error) => tellError('They were not asked again.', error),
  });
  const move = data?.move;
  if (!move || move.to.hash !== hash || move.cases === 0) return null;
  return (
    <section className={classes(styles['progress'], inPanel && styles['panel'])} aria-label="Running cases">
      <p role="status">{describeMove(move)}</p>
      {move.state === 'running' && (
        <progress aria-label="Cases that have answered" max={move.cases} value={move.moved + move.kept} />
      )}
      {move.state === 'running' && !inPanel && (
        <p className={styles['looking']}>
          This goes on when you close it; the list of versions shows it, too.
        </p>
      )}
      <Staying move={move} />
      {move.state === 'done' && move.kept > 0 && (
        <Button busy={again.isPending} onClick={() => again.mutate()}>
          Ask those that stay again
        </Button>
      )}
    </section>
  );
}

function Staying({ move: { places } }: { move: FlowMove }) {
  if (places.length === 0) return null;
  return (
    <details>
      <summary>Which stay, and why</summary>
      <ul>
        {places.map((place) => (
          <li key={`${place.hash} ${place.node?.id ?? ''} ${place.why}`}>
            <span>{inPlace(place)}</span>
            <small>{place.text}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
