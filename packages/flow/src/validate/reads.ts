import type { IssueCode } from './codes.ts';
import type { Context, KnownNode } from './context.ts';
import { dominatorsOf } from './dominators.ts';
import { before } from './graph.ts';
import { nodeFields, scopeFields } from './scope-fields.ts';

type Read = { path: string[]; optional: boolean };
type Finding = { code: IssueCode; text: string } | undefined;

/** Checks one read of an expression that stands in a node: can it exist there? */
export function createReadCheck(context: Context, node: KnownNode): (read: Read) => Finding {
  let earlier: Set<string> | undefined;
  const { policies } = context.options;

  return (read) => {
    const [root = '', field, ...rest] = read.path;
    const known = Object.hasOwn(scopeFields, root) ? scopeFields[root] : undefined;
    if (!known) return { code: 'expression.unknown-name', text: `there is no "${root}".` };
    if (field === undefined) return undefined;
    if (root === 'nodes') return checkNode(field, rest, read.optional);
    if (root === 'policy') return checkPolicy(field, read.optional);
    if (known.always.includes(field)) return undefined;
    if (known.maybe.includes(field)) {
      return read.optional
        ? undefined
        : { code: 'expression.may-be-missing', text: `${root}.${field} is not there for everyone.` };
    }
    if (known.open) return undefined;
    const all = [...known.always, ...known.maybe].join(', ') || 'none';
    return { code: 'expression.unknown-field', text: `${root} has no field "${field}" (it has: ${all}).` };
  };

  function checkPolicy(name: string, optional: boolean): Finding {
    if (!policies || policies.includes(name) || optional) return undefined;
    return {
      code: 'expression.unknown-policy',
      text: `there is no policy "${name}" (there are: ${policies.join(', ') || 'none'}).`,
    };
  }

  function checkNode(id: string, [field, output]: string[], optional: boolean): Finding {
    const other = context.nodes.get(id);
    if (!other) return { code: 'expression.unknown-node', text: `there is no node with the id "${id}".` };
    if (field !== undefined && !nodeFields.includes(field)) {
      return {
        code: 'expression.unknown-field',
        text: `nodes.${id} has no field "${field}" (it has: ${nodeFields.join(', ')}).`,
      };
    }
    const outputs = other.declaration?.outputs;
    // When a node fails, its output is the error's code and message.
    if (
      field === 'output' &&
      output !== undefined &&
      outputs &&
      !Object.hasOwn(outputs, output) &&
      output !== 'code' &&
      output !== 'message'
    ) {
      const all = Object.keys(outputs).join(', ') || 'none';
      return {
        code: 'expression.unknown-output',
        text: `"${other.title}" has no output "${output}" (it has: ${all}).`,
      };
    }
    return optional ? undefined : checkOrder(other);
  }

  function checkOrder(other: KnownNode): Finding {
    const { always, reached } = dominatorsOf(context);
    if (other.id !== node.id && always(other.id, node.id)) return undefined;
    earlier ??= before(context, node.id);
    if (!earlier.has(other.id)) {
      return {
        code: 'expression.node-not-before',
        text: `"${other.title}" cannot have run when the flow gets here.`,
      };
    }
    // Where nothing leads to, nothing is claimed.
    if (other.id !== node.id && !reached(node.id)) return undefined;
    return { code: 'expression.node-may-not-run', text: `the flow can get here without "${other.title}".` };
  }
}
