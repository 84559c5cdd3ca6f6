import { portsOf } from '@throughline/flow/ports-of';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import { catalogue } from '@throughline/nodes/catalogue';
import { z } from 'zod';

/** `docs/node-reference.md`, made from the catalogue; a test keeps the file equal to it. */
export function nodeReference(): string {
  const nodes = Object.values(catalogue) as NodeDeclaration[];
  return [
    '# Nodes',
    '',
    'The built-in nodes, in the order of the editor. This page is made from their declarations (`packages/nodes/src/nodes`):',
    '`npx vitest run --project pure test/docs.test.ts -u` writes it anew.',
    '',
    '| node | type | what it does |',
    '| --- | --- | --- |',
    ...nodes.map(
      ({ type, title, help }) => `| [${title}](#${anchorOf(title)}) | \`${type}\` | ${cell(help)} |`,
    ),
    '',
    'A node of kind `run` reaches the world and runs as a Temporal activity; one of kind `decide` only chooses the way, inside',
    'the decision itself.',
    '',
    ...nodes.flatMap(section),
  ].join('\n');
}

function localityOf({ local }: NodeDeclaration): string[] {
  if (local === undefined || local === false) return [];
  return [local === true ? 'a local activity' : 'a local activity for its first second, where it only reads'];
}

function section(node: NodeDeclaration): string[] {
  const { type, kind, title, help, outputs = {} } = node;
  const facts = [
    `Type \`${type}\`, kind \`${kind}\``,
    ...localityOf(node),
    ...(node.entry ? ['a turn can start here'] : []),
    ...(node.waits ? ['waits'] : []),
    ...(node.safeInSimulation ? ['simulations run it unasked'] : []),
  ];
  return [
    `## ${title}`,
    '',
    escaped(help),
    '',
    `${facts.join(', ')}.`,
    '',
    ...fieldsOf(node),
    '| port | |',
    '| --- | --- |',
    ...portRows(node),
    '',
    ...table(
      ['output', 'type', ''],
      Object.entries(outputs).map(([field, output]) => [`\`${field}\``, output.type, output.help]),
    ),
  ];
}

function fieldsOf({ config }: NodeDeclaration): string[] {
  const schema = z.toJSONSchema(config, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const rows = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const needed = schema.required?.includes(name) ? 'required' : defaultOf(field.default);
    return [`\`${name}\``, field.title ?? '', needed, field.description ?? ''];
  });
  return table(['config', 'label', 'default', ''], rows);
}

type JsonSchema = {
  properties?: { [name: string]: { title?: string; description?: string; default?: unknown } };
  required?: string[];
};

/** Texts in several languages are too long for a table. */
function defaultOf(value: unknown): string {
  if (value === undefined) return '';
  const text = JSON.stringify(value);
  return text.length > 40 ? 'a text in each language' : `\`${text}\``;
}

function portRows(node: NodeDeclaration): string[] {
  const parsed = node.config.safeParse({});
  const ports = Array.isArray(node.ports)
    ? node.ports
    : parsed.success
      ? portsOf(node, parsed.data)
      : undefined;
  if (!ports) return ['| made from the config | |'];
  const remarks = ports.map(({ title, required, says }) =>
    [title, ...(required ? ['must be wired'] : []), ...(says ? ['something was said'] : [])].join(', '),
  );
  const rows = ports.map(({ id }, index) => `| \`${id}\` | ${remarks[index]} |`);
  return Array.isArray(node.ports) ? rows : [...rows, '| others | made from the config |'];
}

function table(head: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell))), ''];
}

function line(cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell(text: string): string {
  return text.startsWith('`') ? text : escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}

function anchorOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}
