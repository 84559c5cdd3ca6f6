import { useQuery } from '@tanstack/react-query';
import { CircleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { JsonObject } from '@throughline/flow/json';
import { useStore } from 'zustand';
import { api } from '../api/client.ts';
import { policiesQuery } from '../api/queries.ts';
import { useCatalogue, useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Skeleton } from '../ui/faces.tsx';
import { Chat } from './chat.tsx';
import { ClockBar } from './clock-bar.tsx';
import { knownSession, sessionOf, type Session } from './session.ts';
import { Steps } from './steps.tsx';
import styles from './simulator.module.css';

export type SimulatedChannel = { name: string; title: string; capabilities: ChannelCapabilities };

/** Talk to the open draft as any customer on any channel, with time under one's hand. */
export function SimulatorPanel() {
  const editor = useEditor();
  const catalogue = useCatalogue();
  const errors = useFlowEditor(({ issues }) => issues).filter(({ severity }) => severity === 'error');
  const policies = useQuery(policiesQuery);
  const channels = useQuery({
    queryKey: ['channels'],
    queryFn: async () => (await api.channels()).channels,
    staleTime: 60_000,
  });
  const known = knownSession(editor);
  if (!known && errors.length > 0)
    return (
      <Empty icon={<CircleAlert />} title="Mend this first, then the draft can be tried">
        <ul className={styles['errors']}>
          {errors.slice(0, 4).map((issue) => (
            <li key={`${issue.code} ${issue.node} ${issue.port} ${issue.text}`}>
              <button type="button" onClick={() => editor.getState().show(issue)}>
                {issue.text}
              </button>
            </li>
          ))}
          {errors.length > 4 && <li>and {errors.length - 4} more, in Problems</li>}
        </ul>
      </Empty>
    );
  if (!known && (policies.isPending || channels.isPending))
    return <Skeleton rows={4} height={40} label="Preparing the simulator" />;
  const values = Object.fromEntries((policies.data ?? []).map(({ name, value }) => [name, value]));
  return (
    <Simulator
      begin={() => sessionOf(editor, { catalogue, policies: values as JsonObject })}
      channels={channels.data ?? [anyChat]}
      broken={errors.length}
    />
  );
}

/** Where the server does not say what its channels can do: a chat that can do everything. */
const anyChat: SimulatedChannel = {
  name: 'webchat',
  title: 'Web chat',
  capabilities: {
    ...{ maxTextLength: 8_000, choices: 'buttons', maxChoices: 20, maxLabelLength: 80, sources: 'links' },
    ...{ typing: true, receipts: 'seen', attachments: true, canOpen: false, spoken: false },
  },
};

type SimulatorProps = {
  begin: () => Session;
  channels: SimulatedChannel[];
  /** How many errors the draft has by now. */
  broken: number;
};

function Simulator({ begin, channels, broken }: SimulatorProps) {
  const [session] = useState(begin);
  // Once it is drawn: what is drawn elsewhere changes with it.
  useEffect(() => session.show(), [session]);
  return (
    <div className={styles['simulator']}>
      <ClockBar session={session} channels={channels} />
      <Changed session={session} broken={broken} />
      <div className={styles['halves']}>
        <Chat session={session} channels={channels} />
        <Steps session={session} />
      </div>
    </div>
  );
}

/** The draft was edited after the case began; or its author went back and can return. */
function Changed({ session, broken }: { session: Session; broken: number }) {
  const flow = useFlowEditor((state) => state.flow);
  const state = useStore(session);
  const changed =
    flow.nodes !== state.flow.nodes ||
    flow.edges !== state.flow.edges ||
    flow.settings !== state.flow.settings;
  const begun = state.simulation.acts.length > 0;
  if (changed) {
    const again = begun ? 'Run the same again' : 'Use the new draft';
    return (
      <p className={styles['banner']} role="status">
        {broken > 0
          ? `You have edited the draft, and it has ${broken === 1 ? 'an error' : `${broken} errors`} now. This case goes on as the draft was.`
          : 'You have edited the draft since this case began.'}
        <Button
          disabled={broken > 0}
          onClick={() => (begun ? session.runAgain(flow) : session.startAgain(flow))}
        >
          {again}
        </Button>
      </p>
    );
  }
  if (!state.left) return null;
  return (
    <p className={styles['banner']} role="status">
      You went back. What you do now goes another way.
      <Button onClick={session.goForward}>Return to where it was</Button>
    </p>
  );
}
