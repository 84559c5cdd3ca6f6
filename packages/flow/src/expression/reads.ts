import type { Tree } from './tree.ts';

/** A path that an expression reads, e.g. `["nodes", "lookup", "output", "total"]`, as far as it is written out. */
export type Read = {
  path: string[];
  /** Offset in the source. */
  at: number;
  /** Guarded by `??` or `has()`: it may be missing. */
  optional: boolean;
};

/** All that an expression reads from its scope, names bound inside (`list.map(x, …)`) left out. */
export function readsOf(tree: Tree): Read[] {
  const reads: Read[] = [];
  visit(tree, new Set(), false);
  return reads;

  function visit(node: Tree, bound: ReadonlySet<string>, optional: boolean): void {
    const path = pathOf(node);
    if (path) {
      if (!bound.has(path[0] ?? '')) reads.push({ path, at: startOf(node), optional });
      return;
    }
    switch (node.op) {
      case 'value':
      case 'name':
        return;
      case 'field':
        return visit(node.of, bound, optional);
      case 'index':
        visit(node.of, bound, optional);
        return visit(node.index, bound, false);
      case 'list':
        return node.items.forEach((item) => visit(item, bound, false));
      case 'object':
        return node.fields.flat().forEach((part) => visit(part, bound, false));
      case 'unary':
        return visit(node.operand, bound, false);
      case 'else':
        visit(node.left, bound, true);
        return visit(node.right, bound, optional);
      case 'binary':
      case 'and':
      case 'or':
        visit(node.left, bound, false);
        return visit(node.right, bound, false);
      case 'if':
        visit(node.condition, bound, false);
        visit(node.yes, bound, optional);
        return visit(node.no, bound, optional);
      case 'has':
        return visit(node.target, bound, true);
      case 'each': {
        visit(node.list, bound, false);
        const inner = new Set([...bound, node.variable]);
        if (node.filter) visit(node.filter, inner, false);
        return visit(node.body, inner, false);
      }
      case 'function':
        return node.inputs.forEach((input) => visit(input, bound, false));
      case 'method':
        visit(node.of, bound, optional);
        return node.inputs.forEach((input) => visit(input, bound, false));
    }
  }
}

function pathOf(node: Tree): string[] | undefined {
  if (node.op === 'name') return [node.name];
  if (node.op !== 'field' && node.op !== 'index') return undefined;
  const head = pathOf(node.of);
  if (!head) return undefined;
  if (node.op === 'field') return [...head, node.field];
  return node.index.op === 'value' && typeof node.index.value === 'string'
    ? [...head, node.index.value]
    : undefined;
}

function startOf(node: Tree): number {
  return node.op === 'field' || node.op === 'index' ? startOf(node.of) : node.at;
}
