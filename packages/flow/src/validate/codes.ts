import type { Issue } from './issue.ts';

/** Every code that `validate` can give, with how grave it is and what to do. */
export const codes = {
  'flow.invalid': error('Correct the file at the place named.'),
  'flow.schema-missing': error('Write "schema": 1 at the top of the file.'),
  'flow.schema-newer': error('Update Throughline, or export the flow again from the version you run.'),
  'flow.no-entry': error('Add a node that takes in messages, such as "Ingest".'),
  'settings.fallback-queue': error('Name the queue that gets a case when something fails.'),
  'settings.fallback-text': warning('Add a fallback text in this language.'),
  'settings.visit-limit': error('Set the visit limit to a whole number from 1 to 500; 50 is usual.'),
  'settings.languages': error('List language codes such as "en" or "de", each once, at least one.'),
  'settings.time-zone': error('Choose a time zone such as "Europe/London" or "UTC".'),
  'settings.reopen-within': error('Write a length of time such as "24h" or "7d".'),
  'node.duplicate-id': error('Give each node an id of its own.'),
  'node.unknown-type': error('Choose a node of the palette, or install the package that brings this one.'),
  'node.broken-declaration': error(
    'Report this to the author of the node: its declaration fails on this config.',
  ),
  'node.unreachable': warning('Wire a port to this node, or remove it.'),
  'edge.duplicate-id': error('Give each edge an id of its own.'),
  'edge.unknown-node': error('Remove the edge, or wire it to a node of this flow.'),
  'edge.unknown-port': error('Remove the edge, or wire it from a port that the node has.'),
  'port.two-edges': error('Remove one of the edges: a port leads to one place.'),
  'port.unwired': error('Wire this port to the node that goes on from here.'),
  'path.no-answer': error('Wire the port on, or say something, hand over or close before it.'),
  'path.may-have-no-answer': warning('Wire the port on, or say something, hand over or close before it.'),
  'loop.no-wait': error(
    'Put a node into the loop that waits for the customer, a person or a time, or take the loop apart.',
  ),
  'config.invalid': error('Correct the field.'),
  'config.unknown-node': error('Choose a node of this flow.'),
  'config.unknown-channel': warning('Choose one of the channels that are set up.'),
  'expression.syntax': error('Correct the expression; it is CEL, as in customer.verified && case.turn > 1.'),
  'expression.unknown-function': error('Use one of the functions named.'),
  'expression.type': error('Correct the values in the brackets.'),
  'expression.too-large': error(
    'Split the expression: put a part of it into a value of the case with "Set values".',
  ),
  'expression.unknown-name': error('Use message, customer, case, nodes, channel, policy or now.'),
  'expression.unknown-field': error('Use one of the fields named.'),
  'expression.unknown-node': error('Use the id of a node of this flow.'),
  'expression.node-not-before': error(
    'Read a node that comes before this one, or guard the read with ?? and a value.',
  ),
  'expression.node-may-not-run': warning(
    'Guard the read with ?? and a value, as in nodes.lookup.output.total ?? 0.',
  ),
  'expression.unknown-output': error('Use one of the output fields named.'),
  'expression.unknown-policy': error('Use a policy that exists, or add it under Policies.'),
  'expression.may-be-missing': warning('Guard the read with ?? and a value, as in customer.name ?? "there".'),
  'template.syntax': error('Close each {{ with }}; a {{ meant as text is written \\{{.'),
  'template.too-large': error('Shorten the text.'),
} satisfies { [code: string]: Pick<Issue, 'severity' | 'fix'> };

export type IssueCode = keyof typeof codes;

function error(fix: string): { severity: 'error'; fix: string } {
  return { severity: 'error', fix };
}

function warning(fix: string): { severity: 'warning'; fix: string } {
  return { severity: 'warning', fix };
}
