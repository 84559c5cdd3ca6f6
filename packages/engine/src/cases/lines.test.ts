import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLines } from './lines.ts';

/** Work that is done when it is let go. */
function pieces() {
  const begun: string[] = [];
  const held = new Map<string, (error?: Error) => void>();
  const piece = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name);
      held.set(name, (error) => (error ? reject(error) : resolve(name)));
    });
  const end = async (name: string, error?: Error) => {
    held.get(name)!(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, piece, end };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('does the work of a line one after another, and of so many lines at once', async () => {
  const lines = createLines({ atOnce: 2 });
  const { begun, piece, end } = pieces();
  const names = ['a1', 'a2', 'b1', 'c1'];
  const results = names.map((name) => lines.run(name.slice(0, 1), piece(name)));
  await settled();
  expect([begun, lines.count()]).toEqual([['a1', 'b1'], 4]);
  await end('b1');
  expect(begun).toEqual(['a1', 'b1', 'c1']);
  await end('a1');
  expect([begun, lines.count()]).toEqual([['a1', 'b1', 'c1', 'a2'], 2]);
  await end('a2');
  await end('c1');
  expect(await Promise.all(results)).toEqual(names);
  await lines.idle();
  expect(lines.count()).toBe(0);
});

it('a piece that fails holds up nobody behind it, and waiting ends when it is to', async () => {
  const lines = createLines({ atOnce: 2 });
  const { begun, piece, end } = pieces();
  const first = lines.run('a', piece('a1')).catch((error: Error) => error.message);
  const second = lines.run('a', piece('a2'));
  await settled();
  await end('a1', new Error('away'));
  expect(await first).toBe('away');
  expect(begun).toEqual(['a1', 'a2']);
  await lines.idle(10);
  expect(lines.count()).toBe(1);
  await end('a2');
  expect(await second).toBe('a2');
});

it('nothing is begun while what goes ahead is under way', async () => {
  const lines = createLines({ atOnce: 2 });
  const { begun, piece, end } = pieces();
  const first = lines.ahead(piece('first')()).catch((error: Error) => error.message);
  const second = lines.ahead(piece('second')());
  const done = lines.run('a', piece('a1'));
  await settled();
  expect(begun).toEqual(['first', 'second']);
  await end('first', new Error('away'));
  expect(await first).toBe('away');
  expect(begun).toEqual(['first', 'second']);
  await end('second');
  expect(await second).toBe('second');
  await settled();
  expect(begun).toEqual(['first', 'second', 'a1']);
  await end('a1');
  expect(await done).toBe('a1');
});

describe('in time', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
  afterEach(() => void vi.useRealTimers());

  it('what goes ahead without end keeps nobody waiting for more than five seconds', async () => {
    const lines = createLines({ atOnce: 1 });
    const { begun, piece } = pieces();
    void lines.ahead(piece('endless')());
    void lines.run('a', piece('a1'));
    await vi.advanceTimersByTimeAsync(4_900);
    expect(begun).toEqual(['endless']);
    await vi.advanceTimersByTimeAsync(200);
    expect(begun).toEqual(['endless', 'a1']);
  });

  it('a piece is tried again, its line waits for it, and the others do not', async () => {
    const lines = createLines({ atOnce: 1, retries: 2 });
    const begun: string[] = [];
    const piece = (name: string, failures: number) => async () => {
      begun.push(name);
      if (begun.filter((other) => other === name).length <= failures) throw new Error('away');
      return name;
    };
    const results = [
      lines.run('a', piece('a1', 1)),
      lines.run('a', piece('a2', 0)),
      lines.run('b', piece('b1', 0)),
      lines.run('c', piece('c1', 9)).catch((error: Error) => error.message),
    ];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await Promise.all(results)).toEqual(['a1', 'a2', 'b1', 'away']);
    expect(begun).toEqual(['a1', 'b1', 'c1', 'a1', 'a2', 'c1', 'c1']);
  });
});
