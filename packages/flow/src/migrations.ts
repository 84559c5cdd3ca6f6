import { isRecord } from './is-record.ts';
import { edgeWords } from './migrations/001-edge-words.ts';
import { flowSchemaNumber } from './schema.ts';

/** One change of the file format. Takes whatever is there: the schema judges afterwards. */
export type Migration = {
  /** The schema number that it leads to, from the one below. */
  to: number;
  name: string;
  migrate: (flow: Record<string, unknown>) => Record<string, unknown>;
};

export const migrations: Migration[] = [edgeWords];

export type Migrated =
  | { ok: true; flow: unknown; applied: string[] }
  | { ok: false; code: 'flow.schema-newer' | 'flow.schema-missing'; text: string };

/** Brings a flow file of any older schema to the one of today; `applied` names what was done. The input is not changed. */
export function migrateFlow(flowLike: unknown): Migrated {
  if (!isRecord(flowLike)) return { ok: true, flow: flowLike, applied: [] };
  const { schema } = flowLike;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 0) {
    return { ok: false, code: 'flow.schema-missing', text: 'The file does not say which schema it has.' };
  }
  if (schema > flowSchemaNumber) {
    const text = `The file has schema ${schema}; this version of Throughline knows schemas up to ${flowSchemaNumber}. Update it to read the file.`;
    return { ok: false, code: 'flow.schema-newer', text };
  }
  const due = migrations.filter(({ to }) => to > schema);
  const flow = due.reduce((older, { to, migrate }) => ({ ...migrate(older), schema: to }), flowLike);
  return { ok: true, flow, applied: due.map(({ to, name }) => `${to}-${name}`) };
}
