import { domainOf } from './mail-address.ts';
import type { HeaderLine } from './mail.ts';

/**
 * Whether the receiving server that we trust has seen DMARC pass for the domain of the only From address. Results of other
 * servers, which anybody can write into a mail, count for nothing; neither do those below another server's trace: a server
 * that is trusted takes forged results of its own name away, and one that forgets to leaves them below its own lines.
 */
export function provesSender(
  headers: readonly HeaderLine[],
  { from, authservId }: { from: string; authservId: string },
): boolean {
  const results = trustedBlock(headers, authservId.toLowerCase()).flatMap(({ results: each }) => each);
  const dmarc = results.filter(({ method }) => method === 'dmarc');
  return (
    dmarc.length > 0 && dmarc.every(({ result, domain }) => result === 'pass' && domain === domainOf(from))
  );
}

type Result = { method: string; result: string; domain?: string };

/** The topmost results of the trusted server, up to the next trace line of any server. */
function trustedBlock(headers: readonly HeaderLine[], authservId: string): { results: Result[] }[] {
  const blocks: { results: Result[] }[] = [];
  for (const { key, value } of headers) {
    if (key === 'received' && blocks.length > 0) break;
    const read = key === 'authentication-results' ? resultsOf(value) : undefined;
    if (read?.by === authservId) blocks.push(read);
  }
  return blocks;
}

/** RFC 8601: `mx.example.com 1; dmarc=pass (p=reject) header.from=example.org; spf=pass ...`. */
function resultsOf(value: string): { by: string; results: Result[] } {
  const [head = '', ...rest] = withoutComments(value).split(';');
  return {
    by: head.trim().split(/\s+/)[0]?.toLowerCase() ?? '',
    results: rest.flatMap((part) => {
      const [first = '', ...properties] = part.trim().split(/\s+/);
      const [, method, result] = /^([a-z0-9-]+)(?:\/\d+)?=([a-z]+)$/i.exec(first) ?? [];
      if (method === undefined || result === undefined) return [];
      const from = properties.find((property) => /^header\.from=/i.test(property));
      const domain = from?.slice('header.from='.length).replaceAll('"', '').toLowerCase();
      return [
        {
          method: method.toLowerCase(),
          result: result.toLowerCase(),
          ...(domain !== undefined && { domain: domain.slice(domain.lastIndexOf('@') + 1) }),
        },
      ];
    }),
  };
}

/** Comments nest, and a quoted text is no place for results either. */
function withoutComments(value: string): string {
  let depth = 0;
  let quoted = false;
  let kept = '';
  for (let at = 0; at < value.length; at++) {
    const character = value[at] ?? '';
    if (character === '\\' && (quoted || depth > 0)) at++;
    else if (character === '"' && depth === 0) quoted = !quoted;
    else if (character === '(' && !quoted) depth++;
    else if (character === ')' && !quoted && depth > 0) depth--;
    else if (depth === 0) kept += quoted && /[;=\s]/.test(character) ? '_' : character;
  }
  return depth > 0 || quoted ? '' : kept;
}
