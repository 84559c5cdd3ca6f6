import type { ArticleInput } from '../packages/engine/src/knowledge/article.ts';

/** Article `n` of as many as one likes: a product of its own, an action, and a few paragraphs in the words of its subject. */
export function articleOf(n: number): ArticleInput & { articleId: string } {
  const { product, action, place } = subjectOf(n);
  return {
    articleId: `article-${n}`,
    title: `How to ${action} the ${product}`,
    tags: [place],
    questions: [questionOf(n)],
    body: [
      `# How to ${action} the ${product}`,
      `To ${action} the ${product}, open the ${place} page and choose the ${product} from your list.`,
      `Allow ${2 + (n % 9)} working days. The ${place} team tells you by e-mail when it is done.`,
      '## What it costs',
      `It is free within ${14 + (n % 40)} days of the order. Afterwards we charge ${5 + (n % 30)} pounds for the ${product}.`,
      '## When something goes wrong',
      `If you cannot ${action} the ${product}, write to the ${place} team and name the number on the box of the ${product}.`,
    ].join('\n\n'),
  };
}

export function questionOf(n: number): string {
  const { product, action } = subjectOf(n);
  return `What do I have to do to ${action} my ${product}?`;
}

function subjectOf(n: number) {
  const [first, second] = [Math.floor(n / 400) % 40, Math.floor(n / 10) % 40];
  return {
    product: `${adjectives[first % 10]!} ${nouns[second % 20]!} ${syllables[Math.floor(first / 10) + 4 * Math.floor(second / 20)]!}${syllables[n % 8]!}${n}`,
    action: actions[n % 10]!,
    place: places[Math.floor(n / 7) % 8]!,
  };
}

const actions = 'return,repair,clean,replace,register,insure,assemble,recycle,exchange,store'.split(',');
const adjectives = 'red,steel,wooden,folding,electric,small,quiet,heavy,outdoor,classic'.split(',');
const nouns =
  'kettle,lamp,chair,desk,bicycle,tent,heater,blender,camera,radio,mirror,shelf,mattress,drill,printer,clock,toaster,carpet,fan,scale'.split(
    ',',
  );
const places = 'delivery,account,warranty,workshop,payment,gift,store,subscription'.split(',');
const syllables = 'ka,mo,ri,ten,lu,var,so,pim'.split(',');
