import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { NodeKind } from '../scaffold/node-files.ts';

export function register(program: Command): void {
  program
    .command('node')
    .description('write nodes')
    .command('new <name>')
    .description('write the files of a new node: declaration, behaviour and test')
    .addOption(
      new Option('--kind <kind>', 'what it does: "run" acts on the world, "decide" only chooses a way')
        .choices(['run', 'decide'])
        .default('run'),
    )
    .option('--dir <folder>', 'where to: a new package, or packages/nodes in the repository of Throughline')
    .action(newNode);
}

async function newNode(name: string, { kind, dir }: { kind: NodeKind; dir?: string }): Promise<void> {
  const { writeNode } = await import('../scaffold/write-node.ts');
  const { files, next } = await writeNode(name, { kind, dir: resolve(dir ?? defaultFolder(name)) });
  console.log(
    [
      'Written:',
      ...files.map((file) => `  ${file}`),
      '',
      'Next:',
      ...next.map((step, index) => `  ${index + 1}. ${step}`),
    ].join('\n'),
  );
}

/** In the repository of Throughline beside the built-in nodes; anywhere else a package of its own. */
function defaultFolder(name: string): string {
  return existsSync('packages/nodes/src/catalogue.ts') ? 'packages/nodes' : name;
}
