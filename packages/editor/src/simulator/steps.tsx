import {
  ArrowRight,
  CircleDot,
  CornerUpLeft,
  Hourglass,
  LoaderCircle,
  SlidersHorizontal,
} from 'lucide-react';
import { Popover } from 'radix-ui';
import { useEffect, useRef, useState } from 'react';
import type { JsonObject } from '@throughline/flow/json';
import type { Visit } from '@throughline/flow/simulation-visits';
import { useStore } from 'zustand';
import { useCatalogue, useEditor } from '../flows/use-flow-editor.tsx';
import { useNodeViews } from '../flows/use-node-views.ts';
import { Button } from '../ui/button.tsx';
import { SelectField } from '../ui/field.tsx';
import { shortLength } from './lengths.ts';
import { modeTitles, usualMode, type Mode } from './outcomes.ts';
import type { Session } from './session.ts';
import styles from './steps.module.css';

/** The nodes that the case came to, each with what went in and came out. */
export function Steps({ session }: { session: Session }) {
  const { way, world, flow } = useStore(session);
  const editor = useEditor();
  const [open, setOpen] = useState<string>();
  const list = useRef<HTMLOListElement>(null);
  const { visits } = way;
  const last = visits.at(-1);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [visits.length]);
  const goBack = (visit: Visit) => {
    session.goBack(visit.from);
    setOpen(undefined);
  };
  const views = useNodeViews();
  const titleOf = (node: string) => world.plan.nodes[node]?.title ?? node;
  const portOf = ({ node: id, port }: Visit) => {
    const node = flow.nodes.find((one) => one.id === id);
    return (node && views(node).ports?.find((one) => one.id === port)?.title) ?? port ?? '';
  };
  return (
    <section className={styles['steps']} aria-label="Steps of the case">
      <header>
        <h3>Steps</h3>
        <Sources session={session} />
      </header>
      <p className="unseen" role="status">
        {last && `${titleOf(last.node)}: ${stateText(last, portOf(last))}`}
      </p>
      {visits.length === 0 && (
        <p className={styles['none']}>
          Each node that the case comes to stands here. Choose one to look inside, or to go another way from
          there.
        </p>
      )}
      <ol ref={list}>
        {visits.map((visit) => (
          <li key={visit.run} data-state={visit.state}>
            <button
              type="button"
              className={styles['step']}
              aria-expanded={open === visit.run}
              onClick={() => {
                setOpen(open === visit.run ? undefined : visit.run);
                editor.getState().select({ nodes: [visit.node] });
              }}
            >
              <StateIcon visit={visit} />
              <span className={styles['title']}>{titleOf(visit.node)}</span>
              <span className={styles['port']} data-error={visit.port === 'error' || undefined}>
                {stateText(visit, portOf(visit))}
              </span>
              <span className={styles['time']}>{tookText(visit)}</span>
            </button>
            {open === visit.run && (
              <div className={styles['inside']}>
                <Values title="In" value={visit.input} />
                <Values title="Out" value={visit.output} />
                {visit !== last && (
                  <Button icon={<CornerUpLeft />} onClick={() => goBack(visit)}>
                    Go back to here
                  </Button>
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Where results come from, for each type of node that acts in this flow. */
function Sources({ session }: { session: Session }) {
  const { modes, world } = useStore(session);
  const catalogue = useCatalogue();
  const acting = Object.values(world.plan.nodes).filter(({ kind }) => kind === 'run');
  const types = [...new Set(acting.map(({ type }) => type))];
  if (types.length === 0) return null;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" icon={<SlidersHorizontal />}>
          Where results come from
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className={styles['sources']}
          align="end"
          sideOffset={6}
          aria-label="Where results come from"
        >
          {types.map((type) => (
            <SelectField
              key={type}
              label={catalogue[type]?.title ?? type}
              value={modes[type] ?? usualMode(catalogue[type])}
              onChange={(event) => session.set({ modes: { ...modes, [type]: event.target.value as Mode } })}
            >
              {Object.entries(modeTitles).map(([mode, title]) => (
                <option key={mode} value={mode}>
                  {title}
                </option>
              ))}
            </SelectField>
          ))}
          <p>
            Live runs on the server. It looks up and answers for real, and touches no customer, case or
            channel. Nobody gets a code: the right one is 123456.
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function StateIcon({ visit: { state } }: { visit: Visit }) {
  if (state === 'running') return <LoaderCircle aria-hidden="true" />;
  if (state === 'waiting') return <Hourglass aria-hidden="true" />;
  return state === 'left' ? <ArrowRight aria-hidden="true" /> : <CircleDot aria-hidden="true" />;
}

function stateText({ state }: Visit, port: string): string {
  if (state === 'running') return 'runs';
  if (state === 'waiting') return 'waits';
  return state === 'left' ? port : 'ends';
}

function tookText({ at, leftAt }: Visit): string {
  const took = leftAt === undefined ? 0 : leftAt - at;
  return took > 0 ? shortLength(took) : '';
}

function Values({ title, value }: { title: string; value: Visit['input'] | JsonObject | undefined }) {
  const fields = Object.entries(value ?? {});
  return (
    <div className={styles['values']}>
      <h4>{title}</h4>
      {fields.length === 0 ? (
        <p>Nothing</p>
      ) : (
        <dl>
          {fields.map(([name, one]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof one === 'string' ? one : JSON.stringify(one)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
