import { expect, it } from 'vitest';
import { boundCopies, keptAtMost, keptCopies, keptWindows } from './kept-copies.ts';
import { memoryStorage } from './memory-storage.ts';

const day = 24 * 60 * 60 * 1_000;
const read = (stored: unknown) => (typeof stored === 'string' ? stored : undefined);
const nobody = () => false;
const everybody = () => true;

/** A browser with windows in which one thing is written. */
function browser() {
  const storage = memoryStorage();
  const time = { now: 1_000 };
  const open = (own: string, thing = 'front-door', user = 'ana') =>
    keptCopies<string>({
      storage,
      place: { kind: 'flow', user, thing },
      own,
      read,
      now: () => (time.now += 1),
    });
  return { storage, time, open };
}

it('keeps what each of two windows wrote, and gives each its own back when it is loaded again', () => {
  const { open } = browser();
  open('w1').keep('from the train');
  open('w2').keep('from the station');
  const [first, second] = [open('w1'), open('w2')];
  expect([first.begin(nobody), second.begin(nobody)]).toEqual([[], []]);
  expect([first.current(), second.current()]).toEqual(['from the train', 'from the station']);
});

it('does not take what a window wrote that is still open', () => {
  const { open } = browser();
  open('w1').keep('being written');
  const second = open('w2');
  expect(second.windows()).toEqual(['w1']);
  expect(second.begin((window) => window !== 'w1')).toEqual([]);
  expect(second.current()).toBeUndefined();
});

it('goes on with the newest of what closed windows left, once, and offers the others', () => {
  const { open } = browser();
  open('w1').keep('older');
  open('w2').keep('newer');
  const third = open('w3');
  expect(third.begin(everybody)).toMatchObject([{ window: 'w1', value: 'older' }]);
  expect(third.current()).toBe('newer');
  // It is that window's now: another one that opens gets what is left.
  const fourth = open('w4');
  expect(fourth.begin((window) => window !== 'w3')).toEqual([]);
  expect(fourth.current()).toBe('older');
});

it('offers what others left beside its own, until that is removed', () => {
  const { open } = browser();
  open('w1').keep('left');
  open('w2').keep('own');
  const again = open('w2');
  expect(again.begin(everybody)).toMatchObject([{ window: 'w1', value: 'left' }]);
  expect(again.current()).toBe('own');
  again.remove('w1');
  expect(open('w2').begin(everybody)).toEqual([]);
});

it('keeps nothing any more once it was saved, nor what was thrown away', () => {
  const { open } = browser();
  const first = open('w1');
  first.keep('typed');
  first.keep(undefined);
  const again = open('w1');
  again.begin(everybody);
  expect(again.current()).toBeUndefined();
});

it('leaves what was written since when a save of the page before it ends late', () => {
  const { open } = browser();
  const before = open('w1');
  before.keep('sent');
  const after = open('w1');
  after.begin(nobody);
  after.keep('sent, and more');
  before.keep(undefined);
  const again = open('w1');
  again.begin(nobody);
  expect(again.current()).toBe('sent, and more');
});

it('is apart for each person and thing, whatever their names', () => {
  const { open } = browser();
  open('w1', 'a').keep('of a');
  const others = [open('w2', 'a/b'), open('w2', 'a', 'bo'), open('w2', '')];
  for (const other of others) {
    expect(other.begin(everybody)).toEqual([]);
    expect(other.current()).toBeUndefined();
  }
});

it('moves what a new thing had to its name, and puts aside what another copy takes the place of', () => {
  const { open } = browser();
  const fresh = open('w1', '');
  fresh.keepAs('named', 'typed meanwhile');
  const named = open('w1', 'named');
  named.begin(nobody);
  expect(named.current()).toBe('typed meanwhile');
  const aside = named.putAside('what was here');
  expect(open('w1', 'named').begin(everybody)).toMatchObject([{ window: aside.window, value: aside.value }]);
});

it('goes on without a safety copy where there is no room, and passes over what is not whole', () => {
  const { storage, open } = browser();
  storage.setItem('throughline.kept/flow/ana/front-door/w9', 'half');
  storage.setItem('throughline.kept/flow/ana/front-door/w8', '17\n{"half":true}');
  const full = keptCopies<string>({
    storage: {
      ...storage,
      setItem: () => {
        throw new Error('full');
      },
    },
    place: { kind: 'flow', user: 'ana', thing: 'front-door' },
    own: 'w1',
    read,
  });
  full.keep('typed');
  expect(full.current()).toBe('typed');
  expect(open('w1').begin(everybody)).toEqual([]);
});

it('removes what was left long ago, and the oldest where there is much; never what an open window has', () => {
  const { storage, time, open } = browser();
  open('old').keep('x');
  open('open').keep('x');
  time.now += (keptAtMost.days + 1) * day;
  for (let n = 0; n < keptAtMost.copies + 3; n++) open(`w${n}`).keep('x');
  boundCopies(storage, (window) => window !== 'open', time.now);
  const windows = keptWindows(storage);
  expect(windows).toHaveLength(keptAtMost.copies + 1);
  expect(windows).toContain('open');
  for (const gone of ['old', 'w0', 'w1', 'w2']) expect(windows).not.toContain(gone);
});

it('keeps the newest however long it is, and of the others what there is room for', () => {
  const { storage, time, open } = browser();
  open('small').keep('x');
  open('long').keep('x'.repeat(keptAtMost.characters / 2));
  open('newest').keep('x'.repeat(keptAtMost.characters));
  boundCopies(storage, everybody, time.now);
  expect(storage.length).toBe(1);
  expect(storage.key(0)).toMatch(/newest$/);
});
