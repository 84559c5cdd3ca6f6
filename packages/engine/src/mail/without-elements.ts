import { Parser } from 'htmlparser2';

type Attributes = { [name: string]: string };

/** The parser takes longer for each element that stands in more of them; nobody writes so, and no page shows it. */
const maxDepth = 1_000;

/**
 * Cuts elements, with all that is in them, out of HTML as it stands. One pass, however many there are: the sanitizer's own
 * filter copies all that stands before each. What comes out is as unsafe as what came in; it ends where it is too deep.
 */
export function withoutElements(html: string, isUnwanted: (attributes: Attributes) => boolean): string {
  const kept: string[] = [];
  let [depth, keptFrom, cutFrom, cutDepth] = [0, 0, -1, 0];
  const parser = new Parser({
    onopentag(_name, attributes) {
      depth += 1;
      if (depth > maxDepth) parser.pause();
      if (cutFrom >= 0 || !(depth > maxDepth || isUnwanted(attributes))) return;
      [cutFrom, cutDepth] = [parser.startIndex, depth];
      kept.push(html.slice(keptFrom, cutFrom));
    },
    onclosetag(_name, isImplied) {
      depth -= 1;
      if (cutFrom < 0 || depth >= cutDepth) return;
      // Closed by what comes next, which stays; but an empty element, such as an image, is closed by its own tag.
      const byNext = isImplied && parser.startIndex > cutFrom;
      keptFrom = byNext ? parser.startIndex : parser.endIndex + 1;
      cutFrom = -1;
    },
  });
  parser.write(html);
  if (depth <= maxDepth) parser.end();
  return cutFrom < 0 ? kept.join('') + html.slice(keptFrom) : kept.join('');
}
