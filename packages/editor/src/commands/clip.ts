import { configFields } from '@throughline/flow/config-fields';
import type { Catalogue } from '@throughline/flow/declaration';
import { isRecord } from '@throughline/flow/is-record';
import {
  flowCanvasSchema,
  flowEdgeSchema,
  flowNodeSchema,
  type Flow,
  type FlowNode,
} from '@throughline/flow/schema';
import { z } from 'zod';
import type { Command } from './command.ts';
import type { Point } from './add-node.ts';
import { canvasOf, withCanvas } from './canvas-of.ts';
import { freeId } from './free-id.ts';
import { freeTitle } from './free-title.ts';
import { freeEdgeId } from './add-node.ts';

/** Part of a flow as text, to be pasted into this flow, another one, or one of another installation. */
const clipSchema = z.object({
  throughline: z.literal('nodes'),
  nodes: z.array(flowNodeSchema).max(1_000),
  edges: z.array(flowEdgeSchema).max(5_000).default([]),
  canvas: flowCanvasSchema.pick({ comments: true, groups: true }).optional(),
});

export type Clip = z.infer<typeof clipSchema>;

/** What is chosen, with the edges between the chosen nodes; undefined when nothing is that can be copied. */
export function clipOf(flow: Flow, chosen: string[]): Clip | undefined {
  const ids = new Set(chosen);
  const { comments, groups } = canvasOf(flow);
  const frames = groups.filter(({ id, nodes }) => ids.has(id) || nodes.every((node) => ids.has(node)));
  for (const frame of frames) for (const id of frame.nodes) ids.add(id);
  const nodes = flow.nodes.filter(({ id }) => ids.has(id));
  const notes = comments.filter(({ id }) => ids.has(id));
  if (nodes.length + notes.length === 0) return undefined;
  return {
    throughline: 'nodes',
    nodes,
    edges: flow.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    ...(notes.length + frames.length > 0 && { canvas: { comments: notes, groups: frames } }),
  };
}

/** What somebody pasted. `text` says why it cannot be put in, where it was meant to be part of a flow. */
export type Pasted = { ok: true; clip: Clip } | { ok: false; text: string };

/** A part of a flow, or a whole one, in a text; undefined where the text is about something else. */
export function readClip(text: string): Pasted | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!/^\s*\{[^]*"(throughline|nodes)"\s*:/.test(text)) return undefined;
    return { ok: false, text: `It is not JSON: ${error instanceof Error ? error.message : 'unknown'}.` };
  }
  if (!isRecord(value) || !('nodes' in value || value['throughline'] === 'nodes')) return undefined;
  const found = clipSchema.safeParse({ ...value, throughline: 'nodes' });
  if (!found.success) return { ok: false, text: wordsOf(found.error) };
  const ids = clipIds(found.data);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return { ok: false, text: `It has the id “${twice}” twice.` };
  if (ids.length === 0) return { ok: false, text: 'It has no nodes.' };
  return { ok: true, clip: withinItself(found.data) };
}

function wordsOf({ issues: [first] }: z.ZodError): string {
  const place = (first?.path ?? []).map((key) => (typeof key === 'number' ? key + 1 : String(key)));
  return `${place.length > 0 ? `${place.join(' › ')}: ` : ''}${first?.message ?? 'unknown'}`;
}

/** Without what leads out of it: an id of elsewhere may be that of another node here. */
function withinItself({ canvas, ...clip }: Clip): Clip {
  const ids = new Set(clip.nodes.map(({ id }) => id));
  const edges = clip.edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  if (!canvas) return { ...clip, edges };
  const groups = canvas.groups
    .map((group) => ({ ...group, nodes: group.nodes.filter((id) => ids.has(id)) }))
    .filter(({ nodes }) => nodes.length > 0);
  return { ...clip, edges, canvas: { ...canvas, groups } };
}

/** Of its nodes, comments and groups. */
export function clipIds({ nodes, canvas }: Clip): string[] {
  return [...nodes, ...(canvas?.comments ?? []), ...(canvas?.groups ?? [])].map(({ id }) => id);
}

/** The ids that a clip's nodes, comments and groups get in this flow, by the ids they had. */
export function pastedIds(flow: Flow, clip: Clip): Map<string, string> {
  const ids = new Map<string, string>();
  for (const id of clipIds(clip)) ids.set(id, freeId(flow, id, ids.values()));
  return ids;
}

export type PasteOptions = { ids: Map<string, string>; by: Point; catalogue: Catalogue; title?: string };

/** Adds a clip under the ids of `pastedIds`, moved by `by`; reads among its own nodes go by the new ids. */
export function paste(clip: Clip, { ids, by, catalogue, title = 'Pasted' }: PasteOptions): Command {
  const renamed = (id: string) => ids.get(id) ?? id;
  const shifted = ({ x, y }: Point) => ({ x: x + by.x, y: y + by.y });
  return {
    title,
    apply(flow) {
      const titles = new Set(flow.nodes.map((node) => node.title));
      const nodes = clip.nodes.map(({ position = { x: 0, y: 0 }, ...node }) => {
        const own = freeTitle(node.title, titles);
        titles.add(own);
        return {
          ...{ ...node, id: renamed(node.id), title: own },
          config: renameReads(node, ids, catalogue),
          position: shifted(position),
        };
      });
      const edges = [...flow.edges];
      for (const { from, port, to } of clip.edges)
        edges.push({ id: freeEdgeId(edges), from: renamed(from), port, to: renamed(to) });
      const { comments, groups } = canvasOf(flow);
      const { comments: notes = [], groups: frames = [] } = clip.canvas ?? {};
      return withCanvas(
        { ...flow, nodes: [...flow.nodes, ...nodes], edges },
        {
          comments: [
            ...comments,
            ...notes.map((note) => ({ ...note, id: renamed(note.id), position: shifted(note.position) })),
          ],
          groups: [
            ...groups,
            ...frames.map((frame) => ({ ...frame, id: renamed(frame.id), nodes: frame.nodes.map(renamed) })),
          ],
        },
      );
    },
  };
}

/** The config with its reads of other nodes, and the fields that name one, by their new ids. */
function renameReads(node: FlowNode, ids: Map<string, string>, catalogue: Catalogue): FlowNode['config'] {
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  if (!declaration) return node.config;
  return configFields(declaration.config, node.config).reduce<FlowNode['config']>(
    (config, { path, widget, value }) => {
      if (typeof value !== 'string') return config;
      if (widget === 'node') return set(config, path, ids.get(value) ?? value);
      if (widget !== 'expression' && widget !== 'template') return config;
      return set(
        config,
        path,
        value.replaceAll(readOfNode, (_, id: string) => `nodes.${ids.get(id) ?? id}`),
      );
    },
    node.config,
  );
}

const readOfNode = /\bnodes\.([A-Za-z][A-Za-z0-9_]*)/g;

function set<Part>(part: Part, [key, ...rest]: (string | number)[], value: string): Part {
  if (key === undefined) return value as Part;
  if (Array.isArray(part)) return part.with(Number(key), set(part[Number(key)], rest, value)) as Part;
  const fields = part as { [name: string]: unknown };
  return { ...fields, [key]: set(fields[key], rest, value) } as Part;
}
