import { maxFiles } from '@throughline/flow/file-limits';
import { describe, expect, it, vi } from 'vitest';
import { ChatRefusal } from './chat-api.ts';
import { fileSize } from './file-size.ts';
import { createUploads, type SendFile, type Upload } from './uploads.ts';

const file = (name = 'dot.png', size = 3) => new File([new Uint8Array(size)], name);

function setUp(
  send: SendFile = async ({ name, size }, { id }) => ({ id, name, mediaType: 'x/y', bytes: size }),
) {
  let shown: Upload[] = [];
  const uploads = createUploads(send, (all) => (shown = all));
  return {
    uploads,
    shown: () => shown,
    states: () => shown.map(({ state, problem }) => problem ?? state),
    settled: () => vi.waitFor(() => expect(uploads.isBusy()).toBe(false)),
  };
}

describe('files for the next message', () => {
  it('go up at once, and with the message when they are there', async () => {
    const { uploads, states, settled } = setUp();
    uploads.add([file('a.png'), file('b.pdf')]);
    expect([states(), uploads.isBusy(), uploads.hasReady()]).toEqual([['sending', 'sending'], true, false]);
    await settled();
    expect(uploads.take().map(({ name }) => name)).toEqual(['a.png', 'b.pdf']);
    expect([states(), uploads.take()]).toEqual([[], []]);
  });

  it('are refused before they go when they could not be taken', () => {
    const { uploads, states } = setUp(() => new Promise(() => {}));
    uploads.add([file('a.exe'), file('a'), file('a.png', 0), file('a.svg')]);
    uploads.add([file('a.png', 20_000_001)]);
    expect(states()).toEqual(['type', 'type', 'empty', 'type', 'too-large']);
    uploads.clear();
    uploads.add(Array.from({ length: maxFiles + 1 }, () => file()));
    expect(states()).toEqual([...Array.from({ length: maxFiles }, () => 'sending'), 'too-many']);
  });

  it('can be tried again after a lost connection, and not after a refusal', async () => {
    const failures: Error[] = [new TypeError('no line'), new ChatRefusal(415, 'Not this type.', 0)];
    const { uploads, shown, states, settled } = setUp(async ({ name }, { id }) => {
      const failure = failures.shift();
      if (failure) throw failure;
      return { id, name, mediaType: 'x/y', bytes: 1 };
    });
    uploads.add([file('lost.png'), file('refused.png')]);
    await settled();
    expect(states()).toEqual(['connection', 'refused']);
    expect(shown()[1]?.reason).toBe('Not this type.');
    for (const { id } of shown()) uploads.retry(id);
    await settled();
    expect(states()).toEqual(['ready', 'refused']);
    // What failed stays to be seen.
    expect(uploads.take().map(({ name }) => name)).toEqual(['lost.png']);
    expect(states()).toEqual(['refused']);
  });

  it('stop when they are taken back', async () => {
    const aborted: string[] = [];
    const { uploads, shown, states } = setUp(
      ({ name }, { signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            aborted.push(name);
            reject(new Error('aborted'));
          }),
        ),
    );
    uploads.add([file('a.png'), file('b.png')]);
    uploads.remove(shown()[0]?.id ?? '');
    expect([aborted, states()]).toEqual([['a.png'], ['sending']]);
    uploads.clear();
    await Promise.resolve();
    expect([aborted, states(), uploads.isBusy()]).toEqual([['a.png', 'b.png'], [], false]);
  });
});

it('writes sizes as people do', () => {
  const sizes = [3, 1_000, 12_345, 999_499, 999_500, 1_440_000, 20_000_000];
  expect(sizes.map((bytes) => fileSize(bytes, 'en'))).toEqual([
    '1 kB',
    '1 kB',
    '12 kB',
    '999 kB',
    '1 MB',
    '1.4 MB',
    '20 MB',
  ]);
  expect(fileSize(1_440_000, 'de')).toBe('1,4 MB');
});
