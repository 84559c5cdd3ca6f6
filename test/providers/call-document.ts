/** An element of a TwiML or Plivo XML document. */
export type Verb = { name: string; attributes: { [name: string]: string }; text: string; children: Verb[] };

/** The verbs of a document, in order. Throws on what is not well formed, as the provider refuses it. */
export function readCallDocument(xml: string): Verb[] {
  const root: Verb = { name: '', attributes: {}, text: '', children: [] };
  const open = [root];
  const body = xml.replace(/^<\?xml[^>]*\?>\s*/, '');
  let at = 0;
  for (const token of body.matchAll(tokens)) {
    if (token.index !== at) throw new SyntaxError(`not well formed at ${at}: ${body.slice(at, at + 40)}`);
    at += token[0].length;
    const [, closing, name, attributes = '', empty, text] = token;
    const parent = open.at(-1) ?? root;
    if (text !== undefined) parent.text += decode(text);
    else if (closing) {
      if (open.pop()?.name !== name) throw new SyntaxError(`</${name}> closes nothing`);
    } else {
      const verb: Verb = { name: name ?? '', attributes: attributesOf(attributes), text: '', children: [] };
      parent.children.push(verb);
      if (!empty) open.push(verb);
    }
  }
  const [response] = root.children;
  if (at !== body.length || open.length !== 1 || response?.name !== 'Response')
    throw new SyntaxError('not one whole Response');
  return response.children;
}

const tokens = /<(\/?)([A-Za-z]+)((?:\s+[\w-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/g;

function attributesOf(text: string): { [name: string]: string } {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decode(value)]),
  );
}

const entities: { [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replaceAll(/&(#x?[0-9a-f]+|\w+);/gi, (_, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? '';
    return String.fromCodePoint(name[1] === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1)));
  });
}
