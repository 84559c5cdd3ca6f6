import type { Migration } from '../migrations.ts';
import { isRecord } from '../is-record.ts';

/** Schema 0 had the drawing library's words for edges, one fallback text, and `maxVisits`. */
export const edgeWords: Migration = {
  to: 1,
  name: 'edge-words',
  migrate(flow) {
    const edges = Array.isArray(flow['edges']) ? flow['edges'].map(renameEdge) : flow['edges'];
    const settings = isRecord(flow['settings']) ? renameSettings(flow['settings']) : flow['settings'];
    return { ...flow, settings, edges };
  },
};

function renameEdge(edge: unknown): unknown {
  if (!isRecord(edge)) return edge;
  const { source, sourcePort, target, ...rest } = edge;
  return { ...rest, from: source, port: sourcePort, to: target };
}

function renameSettings({ maxVisits, fallbackText, ...rest }: Record<string, unknown>): unknown {
  const languages = rest['languages'];
  const language = Array.isArray(languages) ? languages[0] : 'en';
  return {
    ...rest,
    ...(maxVisits === undefined ? {} : { visitLimit: maxVisits }),
    ...(fallbackText === undefined ? {} : { fallbackTexts: [{ language, text: fallbackText }] }),
  };
}
