import type { Plan } from '@throughline/flow/plan';

export type Kept = { why: string; node?: string | undefined; about?: string | undefined };

/** Why cases stay on the version they run, in words. `node`: where they stand. */
export function whyKept(
  { why, node, about }: Kept,
  before: Plan | undefined,
  after: Plan | undefined,
): string {
  const title = (id: string | undefined) =>
    id === undefined ? 'The place' : `"${after?.nodes[id]?.title ?? before?.nodes[id]?.title ?? id}"`;
  const place = about ?? node;
  switch (why) {
    case 'place-gone':
      return `"${before?.nodes[place ?? '']?.title ?? place ?? 'The place'}" is not in this version.`;
    case 'place-other-type':
      return place !== undefined && before?.nodes[place]?.type !== after?.nodes[place]?.type
        ? `${title(place)} is of the type ${before?.nodes[place]?.type} for them, and ${after?.nodes[place]?.type} in this version.`
        : `${title(place)} is another kind of node in this version.`;
    case 'place-other-wait':
      return `${title(place)} waits for something else in this version: other answers, or another way out.`;
    case 'place-unread':
      return `This version reads further on what ${title(about)} found, and they have not been there.`;
    default:
      return otherReasons[why] ?? `They cannot be moved (${why}).`;
  }
}

const otherReasons: { [why: string]: string } = {
  unknown: 'Where they stand shows with the next thing that happens in them.',
  'place-busy': 'A node was running each time they were asked.',
  'no-answer': 'They did not answer in time.',
  'not-running': 'Their workflow has stopped; the next message of the customer starts it.',
  'case-closed': 'They were closed meanwhile.',
  'case-joined': 'They went on in another case meanwhile.',
  'flow-changed': 'They run another version by now.',
  failed: 'Asking them failed; the log of the worker says why.',
};
