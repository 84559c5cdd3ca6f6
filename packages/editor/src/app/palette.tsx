import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Blocks, Keyboard, LogOut, Moon, Plus, Sun, Workflow } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useDeferredValue, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client.ts';
import { flowsQuery, nodeTypesQuery, useCases } from '../api/queries.ts';
import { sectionPath, sectionsFor } from '../settings/sections.ts';
import { casePath, caseTitle } from '../case/case-title.ts';
import { Channel } from '../ui/channel.tsx';
import { Owner } from '../ui/owner.tsx';
import { tellError } from '../ui/toast.tsx';
import { usePaletteActions } from './palette-actions.ts';
import { pagesFor } from './pages.ts';
import styles from './palette.module.css';
import { useMay, useUser } from './session.tsx';
import { chooseTheme } from './theme.ts';

type PaletteProps = { onClose: () => void; onKeys: () => void };

/** Finds pages, cases and actions from anywhere. */
export function Palette({ onClose, onKeys }: PaletteProps) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className={styles['backdrop']} />
        <Dialog.Content className={styles['palette']} aria-describedby={undefined}>
          <Dialog.Title className="unseen">Search pages, flows, cases and actions</Dialog.Title>
          <Results onKeys={onKeys} onDone={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Results({ onKeys, onDone }: { onKeys: () => void; onDone: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const offered = usePaletteActions();
  const client = useQueryClient();
  const user = useUser();
  const mayRead = useMay('admin', 'ops', 'agent', 'auditor');
  const searched = useDeferredValue(text.trim());
  const { cases: found } = useCases({ text: searched, limit: 8 }, mayRead);
  const mayBuild = useMay('admin', 'ops', 'developer');
  const { data: allFlows = [] } = useQuery(flowsQuery);
  const { data: allNodes = [] } = useQuery({ ...nodeTypesQuery, enabled: mayBuild });
  const matches = (words: string) => words.toLowerCase().includes(text.trim().toLowerCase());
  const run = (action: () => void) => () => {
    onDone();
    action();
  };
  const actions = [
    { title: 'Use the light theme', icon: Sun, run: () => chooseTheme('light') },
    { title: 'Use the dark theme', icon: Moon, run: () => chooseTheme('dark') },
    { title: 'Show the keys of this page', icon: Keyboard, run: onKeys },
    {
      title: 'Sign out',
      icon: LogOut,
      run: () =>
        void api.signOut().then(
          () => client.clear(),
          (error: unknown) => tellError('You are still signed in.', error),
        ),
    },
  ].filter(({ title }) => matches(title));
  // There are so many that they only come once somebody types.
  const nodes =
    text.trim() === '' ? [] : allNodes.filter(({ title, type }) => matches(`${title} ${type}`)).slice(0, 8);
  const flows = allFlows.filter(({ title, flowId }) => matches(`${title} ${flowId}`)).slice(0, 8);
  const sections = sectionsFor(user.role).map(({ id, title, icon }) => ({
    ...{ id: `settings ${id}`, title: `Settings: ${title}`, icon, path: sectionPath(id) },
  }));
  // Sections of a page come when they are asked for.
  const pages = [...pagesFor(user.role), ...(text.trim() === '' ? [] : sections)].filter(({ title }) =>
    matches(title),
  );

  return (
    // The server finds the cases: filtering here again would hide what it found.
    <Command shouldFilter={false} label="Search pages, flows, cases and actions" loop>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="Search pages, flows, cases and actions"
      />
      {/* Outside of the list: a list box may hold nothing but options, and none is no list. */}
      <Command.Empty className={styles['none']}>Nothing has these words.</Command.Empty>
      <Command.List hidden={pages.length + flows.length + nodes.length + found.length + actions.length === 0}>
        {offered && nodes.length > 0 && (
          <Command.Group heading="Add to the flow">
            {nodes.map(({ type, title }) => (
              <Command.Item key={type} value={`add ${type}`} onSelect={run(() => offered.addNode(type))}>
                <Plus aria-hidden="true" />
                Add {title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {pages.length > 0 && (
          <Command.Group heading="Pages">
            {pages.map(({ id, title, path, icon: Icon }) => (
              <Command.Item key={id} value={`page ${id}`} onSelect={run(() => void navigate(path))}>
                <Icon aria-hidden="true" />
                {title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {flows.length > 0 && (
          <Command.Group heading="Flows">
            {flows.map(({ flowId, title }) => (
              <Command.Item
                key={flowId}
                value={`flow ${flowId}`}
                onSelect={run(() => void navigate(`/flows/${encodeURIComponent(flowId)}`))}
              >
                <Workflow aria-hidden="true" />
                {title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {nodes.length > 0 && (
          <Command.Group heading="Nodes">
            {nodes.map(({ type, title }) => (
              <Command.Item
                key={type}
                value={`node ${type}`}
                onSelect={run(() => void navigate(`/nodes/${encodeURIComponent(type)}`))}
              >
                <Blocks aria-hidden="true" />
                {title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {found.length > 0 && (
          <Command.Group heading="Cases">
            {found.map((summary) => (
              <Command.Item
                key={summary.id}
                value={`case ${summary.id}`}
                onSelect={run(() => void navigate(casePath(summary)))}
              >
                <Channel name={summary.channel} />
                <span className={styles['case']}>
                  {caseTitle(summary)} <small>{summary.customer.name}</small>
                </span>
                <Owner of={summary} me={user.id} />
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {actions.length > 0 && (
          <Command.Group heading="Actions">
            {actions.map(({ title, icon: Icon, run: action }) => (
              <Command.Item key={title} value={`action ${title}`} onSelect={run(action)}>
                <Icon aria-hidden="true" />
                {title}
              </Command.Item>
            ))}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}
