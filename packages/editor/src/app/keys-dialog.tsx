import { useLocation } from 'react-router';
import { Dialog } from '../ui/dialog.tsx';
import { isMac } from '../ui/is-mac.ts';
import styles from './keys-dialog.module.css';
import { pageAt } from './page-routes.ts';

type Keys = [keys: string, does: string][];

const everywhere: Keys = [
  [`${isMac ? '⌘K' : 'Ctrl K'}  or  /`, 'Find a page, a case or an action'],
  ['?', 'These keys'],
  ['Esc', 'Close what is open'],
];

const byPage: { [page: string]: Keys } = {
  desk: [
    ['j  k', 'Next, previous case'],
    ['m  q', 'My cases, queues'],
    ['c', 'Claim the case'],
    ['r', 'Write a reply'],
    ['n', 'Write a note'],
    ['b', 'Give back to the flow'],
    ['t', 'Transfer'],
    ['x', 'Close the case'],
    ['s', 'Split the case'],
    ['o', 'Join with another case'],
    ['p', 'Call the customer'],
    [isMac ? '⌘Enter' : 'Ctrl Enter', 'Send'],
    ['Esc', 'Leave the field'],
  ],
  flows: [['n', 'New flow']],
  knowledge: [
    ['n', 'New article'],
    ['i', 'Import'],
    ['f', 'Search in the list'],
    ['t', 'Try a question'],
    ['q', 'What was not answered'],
  ],
  article: [[isMac ? '⌘S' : 'Ctrl S', 'Save']],
  nodes: [
    ['f', 'Search the nodes'],
    ['Enter', 'Open the first that was found'],
  ],
  settings: [['n', 'New: an invitation, a token, a credential or a policy']],
  drawing: [
    ['/', 'Look for a node to add'],
    ['a', 'Add what comes after the chosen node'],
    ['c', 'Connect a port of the chosen node'],
    ['f', 'Find a node by its words'],
    ['Alt ←  Alt →', 'Along the edges, back and on'],
    ['Alt ↑  Alt ↓', 'Between the ways of one node'],
    ['← ↑ → ↓', 'Move what is chosen'],
    ['Enter', 'To the settings'],
    ['Esc', 'From a setting back to the drawing'],
    ['Del', 'Remove'],
    [isMac ? '⌘Z  ⇧⌘Z' : 'Ctrl Z  Ctrl Shift Z', 'Undo, redo'],
    [isMac ? '⌘C  ⌘X  ⌘V' : 'Ctrl C  Ctrl X  Ctrl V', 'Copy, cut, paste'],
    [isMac ? '⌘D  ⌘A' : 'Ctrl D  Ctrl A', 'Duplicate, choose all'],
    ['g  u', 'Group, take out of a group'],
    ['m', 'Add a comment'],
    ['l', 'Tidy up'],
    ['i', 'Pin, or let go'],
  ],
  cases: [
    ['f', 'Search in the list'],
    ['1  2', 'Timeline, journal of a case'],
  ],
};

/** The keys of the page that is open. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const open = pageAt(useLocation().pathname);
  const page = open?.keys ?? open?.page;
  return (
    <Dialog open onClose={onClose} title="Keys">
      <List title="On this page" keys={byPage[page ?? ''] ?? []} />
      <List title="Everywhere" keys={everywhere} />
    </Dialog>
  );
}

function List({ title, keys }: { title: string; keys: Keys }) {
  if (keys.length === 0) return null;
  return (
    <section className={styles['keys']}>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>{does}</dt>
            <dd>
              {key
                .split('  ')
                .map((part, n) => (part === 'or' ? <span key={n}> or </span> : <kbd key={n}>{part}</kbd>))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
