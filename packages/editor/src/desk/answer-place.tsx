import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { placesQuery } from '../api/queries.ts';
import type { Place } from '../api/case.ts';
import { Channel } from '../ui/channel.tsx';
import { Time } from '../ui/time.tsx';
import menu from '../ui/menu.module.css';
import styles from './answer-place.module.css';
import { newAction, type Act } from './use-act.ts';

type AnswerPlaceProps = { caseId: string; mayMove: boolean; act: Act };

/** Where the answer goes, and where else it could; with why it could not. */
export function AnswerPlace({ caseId, mayMove, act }: AnswerPlaceProps) {
  const { data: places = [] } = useQuery(placesQuery(caseId));
  const current = places.find((place) => place.current);
  if (!current) return null;
  if (!mayMove) {
    return (
      <p className={styles['place']} title="Where the answer goes">
        <PlaceName place={current} />
      </p>
    );
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={styles['place']} disabled={act.isPending}>
        <span className="unseen">The answer goes by </span>
        <PlaceName place={current} />
        <span className="unseen">: choose another place</span>
        <ChevronDown aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Content
        className={`${menu['menu']} ${styles['places']}`}
        align="start"
        side="top"
        sideOffset={6}
        collisionPadding={8}
      >
        <DropdownMenu.Label className={styles['label']}>Where the answer goes</DropdownMenu.Label>
        <DropdownMenu.RadioGroup
          value={keyOf(current)}
          onValueChange={(key) => {
            const conversation = places.find((place) => keyOf(place) === key)?.conversation;
            if (conversation !== undefined) act.mutate(newAction({ type: 'move', conversation }));
          }}
        >
          {places.map((place) => (
            <DropdownMenu.RadioItem
              key={keyOf(place)}
              value={keyOf(place)}
              className={`${menu['item']} ${styles['item']}`}
              // What it says is read, too, of a place that cannot be chosen.
              disabled={place.why !== undefined || place.conversation === undefined}
            >
              <span className={styles['name']}>
                <PlaceName place={place} />
                <DropdownMenu.ItemIndicator className={styles['chosen']}>
                  <Check aria-hidden="true" />
                </DropdownMenu.ItemIndicator>
              </span>
              <small>
                <Standing place={place} />
              </small>
            </DropdownMenu.RadioItem>
          ))}
        </DropdownMenu.RadioGroup>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}

function PlaceName({ place: { channel, address } }: { place: Place }) {
  return (
    <>
      <Channel name={channel} label />
      {address !== undefined && <span className={styles['address']}>{address}</span>}
    </>
  );
}

function Standing({ place: { why, byTemplate, heardAt } }: { place: Place }) {
  if (why !== undefined) return why;
  if (byTemplate) return 'Only by the approved template now.';
  if (heardAt === undefined) return 'Proven, nothing was heard there yet.';
  return (
    <>
      Heard there <Time at={heardAt} long />
    </>
  );
}

function keyOf({ channel, conversation, address = '' }: Place): string {
  return conversation ?? `${channel} ${address}`;
}
