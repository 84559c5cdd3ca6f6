import type { NodeDeclaration } from '@throughline/flow/declaration';

/** The shelves on which nodes are offered, in their order. */
export const groupTitles: { [group in NodeDeclaration['group']]: string } = {
  talk: 'Talk',
  decide: 'Decide',
  know: 'Know',
  people: 'People',
  work: 'Work',
};
