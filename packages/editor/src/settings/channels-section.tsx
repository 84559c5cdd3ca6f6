import { useQuery } from '@tanstack/react-query';
import { useMay } from '../app/session.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { ChannelCard } from './channel-card.tsx';
import { Section } from './section.tsx';
import { channelsQuery } from './settings-api.ts';
import styles from './settings.module.css';

/** Every channel the product knows: what is set up, and how to try it. */
export function ChannelsSection() {
  const list = useQuery(channelsQuery);
  const mayTest = useMay('admin', 'ops');
  const channels = list.data ?? [];
  const on = channels.filter((channel) => channel.on);
  const off = channels.filter((channel) => !channel.on);
  return (
    <Section
      title="Channels"
      lead="Where customers reach you. A channel is set up by variables of the server’s environment, which hold its secrets; this page shows what they make of it and tries it out."
    >
      {list.isPending ? (
        <Skeleton rows={6} height={56} label="Loading channels" />
      ) : list.isError ? (
        <Failed error={list.error} what="The channels" onRetry={() => void list.refetch()} />
      ) : (
        <>
          <h3 className={styles['group']}>Set up</h3>
          {on.map((channel) => (
            <ChannelCard key={channel.name} channel={channel} mayTest={mayTest} />
          ))}
          {off.length > 0 && <h3 className={styles['group']}>Not set up</h3>}
          {off.map((channel) => (
            <ChannelCard key={channel.name} channel={channel} mayTest={mayTest} />
          ))}
        </>
      )}
    </Section>
  );
}
