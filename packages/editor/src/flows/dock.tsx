import { X } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { IconButton } from '../ui/button.tsx';
import { Skeleton } from '../ui/faces.tsx';
import styles from './dock.module.css';
import type { Panel } from './flow-editor.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';

const VersionsPanel = lazy(async () => ({ default: (await import('./versions-panel.tsx')).VersionsPanel }));

const ProblemsPanel = lazy(async () => ({
  default: (await import('../problems/problems-panel.tsx')).ProblemsPanel,
}));

const SimulatorPanel = lazy(async () => ({
  default: (await import('../simulator/simulator-panel.tsx')).SimulatorPanel,
}));
const TestsPanel = lazy(async () => ({ default: (await import('../simulator/tests-panel.tsx')).TestsPanel }));

const titles: { [panel in Panel]: string } = {
  problems: 'Problems',
  simulator: 'Simulator',
  versions: 'Versions',
  tests: 'Tests',
};

/** What can be opened below the drawing, one at a time. */
export function Dock() {
  const editor = useEditor();
  const open = useFlowEditor((state) => state.panel);
  const count = useFlowEditor((state) => state.issues.length);
  const panels: { [panel in Panel]: ReactNode } = {
    problems: <ProblemsPanel />,
    simulator: <SimulatorPanel />,
    tests: <TestsPanel />,
    versions: <VersionsPanel />,
  };
  const toggle = (panel: Panel) => editor.getState().openPanel(open === panel ? undefined : panel);
  return (
    <section className={styles['dock']} aria-label="Below the drawing">
      <div className={styles['tabs']}>
        {(Object.keys(panels) as Panel[]).map((panel) => (
          <button key={panel} type="button" aria-expanded={open === panel} onClick={() => toggle(panel)}>
            {titles[panel]}
            {panel === 'problems' && count > 0 && <span>{count}</span>}
          </button>
        ))}
        {open && (
          <IconButton label="Close" className={styles['close']} onClick={() => toggle(open)}>
            <X />
          </IconButton>
        )}
      </div>
      {open && (
        <div className={styles['panel']}>
          <Suspense fallback={<Skeleton rows={4} height={40} label={`Loading ${titles[open]}`} />}>
            {panels[open]}
          </Suspense>
        </div>
      )}
    </section>
  );
}
