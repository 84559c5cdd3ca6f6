import { environment, variables } from './config-schema.ts';

/** `docs/configuration.md`, made from the schema; a test keeps the file equal to it. */
export function configurationPage(): string {
  const groups = [...new Set(Object.values(variables).map((variable) => variable.group))];
  return [
    '# Configuration',
    '',
    'The engine reads these variables once, at start, and reports everything that is missing or wrong at once. An empty value',
    'counts as not set. `npm run demo` and `npx throughline up` set what the local servers need by themselves.',
    '',
    ...groups.flatMap((group) => [`## ${group}`, '', ...tableOf(group), '']),
    'Secrets are marked with a key (🔑): keep them out of files that are shared; they never appear in logs or in error texts.',
    '',
  ].join('\n');
}

function tableOf(group: string): string[] {
  const rows = Object.entries(variables).filter(([, variable]) => variable.group === group);
  return [
    '| variable | default | meaning |',
    '| --- | --- | --- |',
    ...rows.map(([name, { help, example, secret }]) => {
      const meaning = `${help}${example ? ` For example \`${example}\`.` : ''}`;
      return `| \`${name}\`${secret ? ' 🔑' : ''} | ${defaultOf(name)} | ${meaning} |`;
    }),
  ];
}

function defaultOf(name: string): string {
  const parsed = environment.shape[name as keyof typeof environment.shape].safeParse(undefined);
  if (!parsed.success) return '**required**';
  const { data } = parsed;
  return typeof data === 'string' || typeof data === 'number' ? `\`${data}\`` : '';
}
