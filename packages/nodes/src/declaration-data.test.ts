import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configFields } from '@throughline/flow/config-fields';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { DeclarationData } from '@throughline/flow/declaration-data';
import { declarationData, declarationFrom } from '@throughline/flow/declaration-data';
import type { Flow } from '@throughline/flow/schema';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';

const folder = join(import.meta.dirname, '../../../workflows');
const flows = readdirSync(folder)
  .filter((name) => name.endsWith('.flow.json'))
  .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Flow);
const drawn = flows.flatMap(({ nodes }) => nodes);

/** Configs of the shipped flows, and the same with one field left out or of another kind. */
function configsOf(type: string): Record<string, unknown>[] {
  const used = drawn.filter((node) => node.type === type).map(({ config }) => config);
  const wrong = [undefined, null, 5, '', ' ', true, [], {}, [{}], ['x']];
  return [{}, ...used].flatMap((config) => [
    config,
    ...Object.keys(config).flatMap((key) => wrong.map((value) => ({ ...config, [key]: value }))),
  ]);
}

describe('a built-in node that went through data', () => {
  it.each(Object.values(catalogue) as NodeDeclaration[])('checks $type as before', (declaration) => {
    const data = JSON.parse(JSON.stringify(declarationData(declaration))) as DeclarationData;
    const rebuilt = declarationFrom(data).config;
    for (const config of configsOf(declaration.type)) {
      const [before, after] = [declaration.config.safeParse(config), rebuilt.safeParse(config)];
      const [issues, found] = [before.error?.issues ?? [], after.error?.issues ?? []];
      // What the data cannot say may be missed; nothing else is found.
      expect(issues, JSON.stringify(config)).toEqual(expect.arrayContaining(found));
      const missed = data.complete ? issues.length - found.length : 0;
      expect(missed, JSON.stringify(config)).toBe(0);
      const fields = before.success ? configFields(rebuilt, after.data) : [];
      const expected = before.success ? configFields(declaration.config, before.data) : [];
      expect(fields, JSON.stringify(config)).toEqual(expected);
    }
  });
});
