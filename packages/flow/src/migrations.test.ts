import { describe, expect, it } from 'vitest';
import { migrateFlow, migrations } from './migrations.ts';
import { flowSchema, flowSchemaNumber } from './schema.ts';

describe('migrateFlow', () => {
  it('has one migration to each schema number', () => {
    expect(migrations.map(({ to }) => to)).toEqual(
      Array.from({ length: flowSchemaNumber }, (_, index) => index + 1),
    );
  });

  it('1-edge-words: gives edges and settings the words of today', () => {
    const before = {
      schema: 0,
      id: 'old-flow',
      title: 'Old flow',
      settings: { fallbackQueue: 'help', fallbackText: 'Einen Moment.', maxVisits: 20, languages: ['de'] },
      nodes: [{ id: 'a', type: 'start', title: 'A', config: {} }],
      edges: [{ id: 'e1', source: 'a', sourcePort: 'started', target: 'a' }],
    };
    const copy = structuredClone(before);
    const migrated = migrateFlow(before);
    expect(migrated).toEqual({
      ok: true,
      applied: ['1-edge-words'],
      flow: {
        schema: 1,
        id: 'old-flow',
        title: 'Old flow',
        settings: {
          fallbackQueue: 'help',
          fallbackTexts: [{ language: 'de', text: 'Einen Moment.' }],
          visitLimit: 20,
          languages: ['de'],
        },
        nodes: [{ id: 'a', type: 'start', title: 'A', config: {} }],
        edges: [{ id: 'e1', from: 'a', port: 'started', to: 'a' }],
      },
    });
    expect(migrated.ok && flowSchema.safeParse(migrated.flow).success).toBe(true);
    expect(before).toEqual(copy);
  });

  it('leaves a file of today alone', () => {
    expect(migrateFlow({ schema: 1, edges: [{ source: 'a' }] })).toEqual({
      ok: true,
      applied: [],
      flow: { schema: 1, edges: [{ source: 'a' }] },
    });
  });

  it('takes a broken old file as it is: the schema judges', () => {
    expect(migrateFlow({ schema: 0, edges: [null, 1], settings: 7 })).toMatchObject({
      ok: true,
      flow: { schema: 1, edges: [null, 1], settings: 7 },
    });
  });

  it('says so when the file is newer, or does not say what it is', () => {
    expect(migrateFlow({ schema: 2 })).toMatchObject({
      ok: false,
      code: 'flow.schema-newer',
      text: expect.stringContaining('schema 2'),
    });
    expect(migrateFlow({})).toMatchObject({ ok: false, code: 'flow.schema-missing' });
    expect(migrateFlow({ schema: '1' })).toMatchObject({ ok: false, code: 'flow.schema-missing' });
  });
});
