import { useReactFlow } from '@xyflow/react';
import { useMemo } from 'react';
import type { Flow, FlowNode } from '@throughline/flow/schema';
import { addNode, newNodeId, placeAfter, type Point } from '../commands/add-node.ts';
import { canvasOf } from '../commands/canvas-of.ts';
import { clipIds, clipOf, paste, pastedIds, readClip, type Clip } from '../commands/clip.ts';
import { addComment } from '../commands/comments.ts';
import { freeId } from '../commands/free-id.ts';
import { grid, gridStep, toGrid } from '../commands/grid.ts';
import { groupNodes, ungroup } from '../commands/groups.ts';
import { pin } from '../commands/pin.ts';
import { remove } from '../commands/remove.ts';
import { counted } from '../ui/counted.ts';
import { tell, tellRefused } from '../ui/toast.tsx';
import { commentSize } from './canvas-nodes.ts';
import { useCatalogue, useEditor } from './use-flow-editor.tsx';
import { useNodeViews } from './use-node-views.ts';

export type Drawing = ReturnType<typeof useDrawing>;

/** What can be done to what is chosen; menus, keys and buttons all come here. */
export function useDrawing() {
  const editor = useEditor();
  const catalogue = useCatalogue();
  const views = useNodeViews();
  const { screenToFlowPosition } = useReactFlow();

  return useMemo(() => {
    const now = () => editor.getState();
    const sizeOf = (id: string) => {
      const { nodes, canvas } = now().flow;
      const node = nodes.find((one) => one.id === id);
      return node ? views(node) : (canvas?.comments.find((one) => one.id === id)?.size ?? commentSize);
    };
    const centre = (): Point => {
      const box = document.querySelector('.react-flow')?.getBoundingClientRect();
      return screenToFlowPosition({
        x: (box?.x ?? 0) + (box?.width ?? 0) / 2,
        y: (box?.y ?? 0) + (box?.height ?? 0) / 2,
      });
    };
    const portTitle = (node: FlowNode, port: string) =>
      `“${views(node).ports?.find(({ id }) => id === port)?.title ?? port}” of “${node.title}”`;
    /** The first port of the chosen node that leads nowhere. */
    const freePort = (): { node: string; port: string; title: string } | undefined => {
      const { flow, selection } = now();
      const node = flow.nodes.find(({ id }) => id === selection.nodes[0]);
      if (!node || selection.nodes.length > 1) return undefined;
      const port = views(node).ports?.find(
        ({ id }) => !flow.edges.some((edge) => edge.from === node.id && edge.port === id),
      );
      return port && { node: node.id, port: port.id, title: portTitle(node, port.id) };
    };

    function add(type: string, options: { from?: { node: string; port: string }; at?: Point } = {}): void {
      const declaration = catalogue[type];
      if (!declaration) return;
      const { flow, run, select } = now();
      // A place alone is where it was dropped: by itself.
      const asked = options.from ?? (options.at ? undefined : freePort());
      // Messages lead to where a turn starts, no port does.
      const from = declaration.entry ? undefined : asked;
      const id = newNodeId(flow, type);
      const position = options.at ?? (from ? placeAfter(flow, from.node) : centre());
      const [firstPort] = views({ id, type, title: '', config: {} }).ports ?? [];
      run(
        addNode({
          id,
          declaration,
          position,
          ...(from && { from }),
          ...(firstPort && { firstPort: firstPort.id }),
        }),
      );
      select({ nodes: [id] });
    }

    function putIn(clip: Clip, title: string, by?: Point): void {
      const { flow, run, select } = now();
      const ids = pastedIds(flow, clip);
      // A remark by itself is chosen; beside nodes these are.
      const chosen = clip.nodes.length > 0 ? clip.nodes.map(({ id }) => id) : clipIds(clip);
      const away = by ?? awayTo(clip, centre());
      run(paste(clip, { ids, by: away, catalogue, title }));
      select({ nodes: chosen.map((id) => ids.get(id) ?? id) });
    }

    const chosenClip = () => clipOf(now().flow, now().selection.nodes);
    /** What was copied goes with a cut: of a group its nodes, too, not the frame alone. */
    function take(how: 'Copied' | 'Cut'): string | undefined {
      const clip = chosenClip();
      if (!clip) return undefined;
      if (how === 'Cut') now().run(remove({ nodes: clipIds(clip), edges: [] }));
      tell(`${how} ${inWords(clip)}.`);
      return JSON.stringify(clip, null, 2);
    }

    return {
      sizeOf,
      add,
      freePort,
      /** Of a port that is named, in words. */
      titleOf({ node: id, port }: { node: string; port: string }): string | undefined {
        const node = now().flow.nodes.find((one) => one.id === id);
        return node && portTitle(node, port);
      },
      /** What is chosen as text for the clipboard; undefined where nothing is that can be copied. */
      copy: () => take('Copied'),
      cut: () => take('Cut'),
      /** Gives whether the text was meant to be a part of a flow. */
      pasteText(text: string): boolean {
        const read = readClip(text);
        if (!read) return false;
        if (read.ok) putIn(read.clip, `Pasted ${inWords(read.clip)}`);
        else tellRefused(`Nothing was pasted. ${read.text}`);
        return true;
      },
      duplicate() {
        const clip = chosenClip();
        if (!clip) return;
        // Below the originals, as far as the tallest of them goes.
        const below = Math.max(0, ...clip.nodes.map((node) => views(node).height));
        putIn(clip, 'Duplicated', toGrid({ x: grid, y: Math.max(gridStep.y, below + grid * 2) }));
      },
      remove: () => now().run(remove(now().selection)),
      selectAll: () => now().select({ nodes: now().flow.nodes.map(({ id }) => id) }),
      async tidy() {
        const { tidy } = await import('../commands/tidy.ts');
        now().run(tidy(now().flow, sizeOf));
      },
      comment() {
        const { flow, run, select } = now();
        const id = freeId(flow, 'comment');
        run(addComment(id, centre()));
        select({ nodes: [id] });
      },
      group() {
        const { flow, selection, run, select } = now();
        const id = freeId(flow, 'group');
        run(groupNodes(id, selection.nodes));
        if (canvasOf(now().flow).groups.some((group) => group.id === id)) select({ nodes: [id] });
      },
      ungroup: () => now().run(ungroup(membersOf(now().flow, now().selection.nodes))),
      togglePin() {
        const { flow, selection, run } = now();
        const { pinned } = canvasOf(flow);
        run(pin(selection.nodes, !selection.nodes.every((id) => pinned.includes(id))));
      },
    };
  }, [editor, catalogue, views, screenToFlowPosition]);
}

function inWords({ nodes, canvas }: Clip): string {
  return nodes.length > 0 ? counted(nodes.length, 'node') : counted(canvas?.comments.length ?? 0, 'comment');
}

/** The chosen nodes, and those of chosen groups. */
function membersOf(flow: Flow, chosen: string[]): string[] {
  const { groups } = canvasOf(flow);
  return chosen.flatMap((id) => groups.find((group) => group.id === id)?.nodes ?? [id]);
}

function awayTo({ nodes, canvas }: Clip, centre: Point): Point {
  const places = [
    ...nodes.map(({ position = { x: 0, y: 0 } }) => position),
    ...(canvas?.comments ?? []).map(({ position }) => position),
  ];
  const left = Math.min(...places.map(({ x }) => x));
  const top = Math.min(...places.map(({ y }) => y));
  return { x: Math.round((centre.x - 110 - left) / 20) * 20, y: Math.round((centre.y - 60 - top) / 20) * 20 };
}
