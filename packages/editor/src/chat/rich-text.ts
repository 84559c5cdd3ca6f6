/** The little formatting a chat message may have. Plain data: whoever shows it makes nodes, never HTML. */
export type Block =
  { kind: 'paragraph'; lines: Inline[][] } | { kind: 'list'; ordered: boolean; items: Inline[][] };
export type Inline =
  { kind: 'text' | 'strong' | 'code'; text: string } | { kind: 'link'; text: string; href: string };

/** Reads paragraphs, lists, **bold**, `code`, bare links and [links](https://...). Anything else stays as it was typed. */
export function readRichText(text: string): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const item = /^\s*(?:([-*•])|(\d{1,3})[.)])\s+(.+)$/.exec(line);
    if (line.trim() === '') {
      open = undefined;
    } else if (item) {
      const ordered = item[2] !== undefined;
      if (open?.kind !== 'list' || open.ordered !== ordered)
        blocks.push((open = { kind: 'list', ordered, items: [] }));
      open.items.push(readInline(item[3] ?? ''));
    } else {
      if (open?.kind !== 'paragraph') blocks.push((open = { kind: 'paragraph', lines: [] }));
      open.lines.push(readInline(line));
    }
  }
  return blocks;
}

const marks =
  /\*\*(?<strong>[^*\n]+)\*\*|`(?<code>[^`\n]+)`|\[(?<label>[^\]\n]+)\]\((?<target>https?:\/\/[^\s)]+)\)|(?<url>https?:\/\/[^\s<>"'`]+)/g;

function readInline(line: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(marks)) {
    const { strong, code, label, target, url } = match.groups ?? {};
    let end = match.index + match[0].length;
    let part: Inline;
    if (strong !== undefined) part = { kind: 'strong', text: strong };
    else if (code !== undefined) part = { kind: 'code', text: code };
    else if (label !== undefined && target !== undefined) part = { kind: 'link', text: label, href: target };
    else {
      const bare = trimEnd(url ?? '');
      end = match.index + bare.length;
      part = { kind: 'link', text: bare, href: bare };
    }
    if (match.index > from) parts.push({ kind: 'text', text: line.slice(from, match.index) });
    parts.push(part);
    from = end;
  }
  if (from < line.length) parts.push({ kind: 'text', text: line.slice(from) });
  return parts;
}

/** The full stop after a link, or the bracket around it, is not part of it. */
function trimEnd(url: string): string {
  const bare = url.replace(/[.,;:!?]+$/, '');
  return bare.endsWith(')') && !bare.includes('(') ? trimEnd(bare.slice(0, -1)) : bare;
}
