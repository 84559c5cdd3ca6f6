import { useEffect, useState } from 'react';
import type { Flow } from '@throughline/flow/schema';
import { useEditor } from '../flows/use-flow-editor.tsx';

/** The flow as it was when nothing had been edited for a moment: for what looks at all of it. */
export function useSettledFlow(afterMs = 200): Flow {
  const editor = useEditor();
  const [flow, setFlow] = useState(() => editor.getState().flow);
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const take = () => setFlow(editor.getState().flow);
    const stop = editor.subscribe(({ flow: after }, { flow: before }) => {
      if (after === before) return;
      clearTimeout(waiting);
      waiting = setTimeout(take, afterMs);
    });
    // Edits between the first look and now.
    take();
    return () => {
      clearTimeout(waiting);
      stop();
    };
  }, [editor, afterMs]);
  return flow;
}
