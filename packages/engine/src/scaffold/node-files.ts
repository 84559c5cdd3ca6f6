import { constantName, titleOf } from './node-name.ts';

export type NewFile = { path: string; text: string };
export type NodeKind = 'run' | 'decide';

/** Where the files go: a package of its own, or beside the built-in nodes. */
export type NodePlace = 'package' | 'built-in';

/** The files of a new node, with paths inside the folder of its package; `sdk` is where npm finds `@throughline/nodes`. */
export function nodeFiles(name: string, kind: NodeKind, place: NodePlace, sdk: string): NewFile[] {
  const names = namesOf(name, kind, place);
  const folder = place === 'package' ? 'src' : 'src/nodes';
  const behaviour = kind === 'run' ? runner(names) : decider(names);
  return [
    { path: `${folder}/${name}.ts`, text: kind === 'run' ? runDeclaration(names) : decideDeclaration(names) },
    { path: `${folder}/${name}.${kind}.ts`, text: behaviour },
    { path: `${folder}/${name}.test.ts`, text: kind === 'run' ? runTest(names) : decideTest(names) },
    ...(place === 'package' ? packageFiles(name, sdk) : []),
  ];
}

type Names = { name: string; title: string; declaration: string; behaviour: string; sdk: string };

function namesOf(name: string, kind: NodeKind, place: NodePlace): Names {
  const constant = constantName(name);
  const title = titleOf(name);
  if (place === 'package')
    return { name, title, declaration: 'declaration', behaviour: 'runner', sdk: '@throughline/nodes/' };
  const behaviour = `${kind}${constant.charAt(0).toUpperCase()}${constant.slice(1)}`;
  return { name, title, declaration: constant, behaviour, sdk: '../' };
}

function runDeclaration({ name, title, declaration, sdk }: Names): string {
  return `${imported('defineNode', `${sdk}define-node`)}import { z } from 'zod';

export const ${declaration} = defineNode({
  type: '${name}',
  kind: 'run',
  title: '${title}',
  help: 'Asks a service about what the customer wrote. Say here what your node does.',
  group: 'work',
  icon: 'puzzle',
  config: z.object({
    url: z.url().meta({
      title: 'Address',
      description: 'Where the service listens, such as https://service.example.com/search.',
      widget: 'text',
    }),
    text: z.string().default('{{ message.text }}').meta({
      title: 'Text',
      description: 'What to ask the service about; {{ }} fills in values.',
      widget: 'template',
    }),
  }),
  ports: [
    { id: 'found', title: 'Found', required: true },
    { id: 'nothing', title: 'Nothing found', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    status: { type: 'number', help: 'Status of the answer.' },
  },
});
`;
}

function runner({ name, declaration, behaviour, sdk }: Names): string {
  return `${imported('implementNode', `${sdk}define-node`)}${imported('NodeFailure', `${sdk}runner`)}import { ${declaration} } from './${name}.ts';

export const ${behaviour} = implementNode(${declaration}, async ({ config }, context) => {
  const response = await context.http.request({
    method: 'GET',
    url: \`\${config.url}?text=\${encodeURIComponent(config.text)}\`,
    timeoutMs: 5_000,
  });
  const output = { status: response.status };
  if (response.status === 200) return { port: 'found', output };
  if (response.status === 404) return { port: 'nothing', output };
  // Leaves by "error"; any other kind of error would be tried again.
  throw new NodeFailure('${name}.status', \`The service answered with status \${response.status}.\`);
});
`;
}

function runTest({ name, declaration, behaviour, sdk }: Names): string {
  const config = "{ url: 'https://service.example.com/search' }";
  return `${imported('describeNode', `${sdk}testing/describe-node`)}import { expect } from 'vitest';
import { ${behaviour} } from './${name}.run.ts';
import { ${declaration} } from './${name}.ts';

const config = ${config};

describeNode({
  ${shorthand('declaration', declaration)},
  ${shorthand('runner', behaviour)},
  cases: [
    {
      name: 'asks about what the customer wrote',
      config,
      given: { messages: ['tea & cups'] },
      world: { respond: () => ({ status: 200 }) },
      port: 'found',
      expect: (result, context) => {
        expect(result.output).toStrictEqual({ status: 200 });
        expect(context.calls[0]).toMatchObject({
          with: { url: 'https://service.example.com/search?text=tea%20%26%20cups' },
        });
      },
    },
    { name: 'the service knows nothing', config, world: { respond: () => ({ status: 404 }) }, port: 'nothing' },
    { name: 'the service is broken', config, world: { respond: () => ({ status: 500 }) }, fails: '${name}.status' },
    { name: 'the service is away', config, fails: 'http.unreachable' },
  ],
});
`;
}

function decideDeclaration({ name, title, declaration, sdk }: Names): string {
  return `import { z } from 'zod';
${imported('defineNode', `${sdk}define-node`)}
export const ${declaration} = defineNode({
  type: '${name}',
  kind: 'decide',
  title: '${title}',
  help: 'Goes one way for a number of visits and another from then on. Say here what your node decides.',
  group: 'decide',
  icon: 'puzzle',
  config: z.object({
    visits: z.number().int().min(1).default(3).meta({
      title: 'Visits',
      description: 'How many visits leave by "within".',
    }),
  }),
  ports: [
    { id: 'within', title: 'Within', required: true },
    { id: 'over', title: 'Over', required: true },
  ],
  outputs: {
    visit: { type: 'number', help: 'Which visit this was, from 1.' },
  },
});
`;
}

function decider({ name, declaration, behaviour, sdk }: Names): string {
  return `import type { DeciderOf } from '${sdk}define-node.ts';
import type { ${declaration} } from './${name}.ts';

/** Pure: no clock but \`context.now\`, no chance, nothing from outside. Runs inside the workflow. */
export const ${behaviour}: DeciderOf<typeof ${declaration}> = {
  enter({ config, node }) {
    return { port: node.visit <= config.visits ? 'within' : 'over', output: { visit: node.visit } };
  },
};
`;
}

function decideTest({ name, declaration, behaviour, sdk }: Names): string {
  return `import { expect } from 'vitest';
${imported('describeNode', `${sdk}testing/describe-node`)}import { ${behaviour} } from './${name}.decide.ts';
import { ${declaration} } from './${name}.ts';

describeNode({
  ${shorthand('declaration', declaration)},
  ${shorthand('decider', behaviour)},
  cases: [
    {
      name: 'the first visit',
      config: {},
      port: 'within',
      expect: (decision) => expect(decision).toMatchObject({ output: { visit: 1 } }),
    },
    { name: 'one visit too many', config: { visits: 2 }, given: { visit: 3 }, port: 'over' },
  ],
});
`;
}

function packageFiles(name: string, sdk: string): NewFile[] {
  const manifest = {
    name,
    version: '0.1.0',
    description: `The Throughline node "${titleOf(name)}"`,
    type: 'module',
    exports: { '.': './src/index.ts' },
    scripts: { test: 'vitest run' },
    // The versions of Throughline itself: schemas and tests are made with one copy of each.
    dependencies: { '@throughline/nodes': sdk, zod: '4.6.7' },
    devDependencies: { vitest: '4.1.12' },
  };
  const index = `export { declaration } from './${name}.ts';\nexport { runner } from './${name}.run.ts';\n`;
  const vitestConfig = `import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Throughline's packages are TypeScript source.
  test: { server: { deps: { inline: [/@throughline/] } } },
});
`;
  return [
    { path: 'src/index.ts', text: index },
    { path: 'vitest.config.ts', text: vitestConfig },
    { path: 'package.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
  ];
}

/** Inside the package of the built-in nodes files import each other with their extension. */
function imported(what: string, from: string): string {
  return `import { ${what} } from '${from}${from.startsWith('.') ? '.ts' : ''}';\n`;
}

function shorthand(field: string, constant: string): string {
  return field === constant ? field : `${field}: ${constant}`;
}
