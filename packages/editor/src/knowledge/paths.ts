/** No article's id begins with an underscore. */
export const newArticlePath = '/knowledge/_new';
export const importPath = '/knowledge/_import';

export function articlePath(id: string, query: { version?: number; passage?: string } = {}): string {
  const asked = new URLSearchParams();
  if (query.version !== undefined) asked.set('version', String(query.version));
  if (query.passage !== undefined) asked.set('passage', query.passage);
  const rest = asked.size > 0 ? `?${asked.toString()}` : '';
  return `/knowledge/${encodeURIComponent(id)}${rest}`;
}
