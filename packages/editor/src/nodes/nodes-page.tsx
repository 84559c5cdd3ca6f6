import { useQuery } from '@tanstack/react-query';
import { Blocks } from 'lucide-react';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { nodeTypesQuery } from '../api/queries.ts';
import type { NodeType } from '../api/node-type.ts';
import { groupTitles } from '../flows/group-titles.ts';
import { NodeIcon } from '../flows/node-icon.tsx';
import { search } from '../flows/search-nodes.ts';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { NodeEntry } from './node-entry.tsx';
import styles from './nodes-page.module.css';

/** Every node that flows may use here: what it does, what it takes, and where it is used. */
export function NodesPage() {
  const { type } = useParams();
  const list = useQuery(nodeTypesQuery);
  const field = useRef<HTMLInputElement>(null);
  useHotkeys({ f: () => field.current?.focus() });
  if (list.isPending)
    return (
      <div className={styles['page']}>
        <div className={styles['list']}>
          <Skeleton rows={10} height={40} label="Loading the nodes" />
        </div>
      </div>
    );
  if (list.isError) return <Failed error={list.error} what="The nodes" onRetry={() => void list.refetch()} />;
  const chosen = list.data.find((node) => node.type === type);
  return (
    <div className={styles['page']} data-chosen={type !== undefined}>
      <NodeList nodes={list.data} chosen={type} field={field} />
      <div className={styles['entry']}>
        {chosen ? (
          <NodeEntry key={chosen.type} node={chosen} />
        ) : type === undefined ? (
          <Empty icon={<Blocks />} title={`${list.data.length} nodes to draw flows with`}>
            Choose one to read what it does, what it takes, and which flows use it.
          </Empty>
        ) : (
          <Missing type={type} />
        )}
      </div>
    </div>
  );
}

function Missing({ type }: { type: string }) {
  return (
    <>
      <h1 className="unseen">Nodes</h1>
      <Empty title="There is no such node here">
        No node has the type “{type}”. It may be of a package that this installation does not name.{' '}
        <Link to="/nodes">All nodes</Link>
      </Empty>
    </>
  );
}

type NodeListProps = {
  nodes: NodeType[];
  chosen: string | undefined;
  field: React.RefObject<HTMLInputElement | null>;
};

function NodeList({ nodes, chosen, field }: NodeListProps) {
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const searched = nodes.map((node) => ({
    title: node.title,
    also: [node.type, node.help, groupTitles[node.group]],
    node,
  }));
  const found = search(searched, typed).map(({ node }) => node);
  const shelves =
    typed.trim() === ''
      ? Object.entries(groupTitles).map(([group, title]) => ({
          title,
          nodes: nodes.filter((node) => node.group === group),
        }))
      : [{ title: found.length === 1 ? '1 node' : `${found.length} nodes`, nodes: found }];
  return (
    <nav className={styles['list']} aria-label="Nodes">
      {chosen === undefined ? <h1>Nodes</h1> : <p className={styles['title']}>Nodes</p>}
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          if (found[0]) void navigate(pathOf(found[0]));
        }}
      >
        <input
          ref={field}
          type="search"
          aria-label="Search the nodes"
          placeholder="Search the nodes"
          aria-keyshortcuts="f"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
      {shelves.map(
        ({ title, nodes: shelf }) =>
          shelf.length > 0 && (
            <section key={title} aria-label={title}>
              <h2>{title}</h2>
              <ul>
                {shelf.map((node) => (
                  <li key={node.type}>
                    <Link to={pathOf(node)} aria-current={node.type === chosen ? 'page' : undefined}>
                      <NodeIcon name={node.icon} />
                      {node.title}
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ),
      )}
      {found.length === 0 && (
        <p className={styles['none']} role="status">
          No node has these words.
        </p>
      )}
    </nav>
  );
}

function pathOf({ type }: NodeType): string {
  return `/nodes/${encodeURIComponent(type)}`;
}
