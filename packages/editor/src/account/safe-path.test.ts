import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('safe path', () => {
  it('goes on where the person was', () => {
    expect(safePath('/cases/4?tab=journal')).toBe('/cases/4?tab=journal');
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    null,
  ])('leads nowhere else: %s', (next) => {
    expect(new URL(safePath(next), 'https://here.example').origin).toBe('https://here.example');
  });
});
