/** Where to go after signing in: a path of this site, and nowhere else. */
export function safePath(next: string | null): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next)) return '/';
  const { origin, pathname, search } = new URL(next, 'https://here.invalid');
  return origin === 'https://here.invalid' ? pathname + search : '/';
}
