import type { PlainStorage } from './memory-storage.ts';

/** What is kept of what: the draft of a flow, the text of an article; of whom. */
export type Place = { kind: 'flow' | 'article'; user: string; thing: string };

/** What a window kept that is gone. */
export type LeftCopy<Value> = { window: string; at: number; value: Value };

export type IsGone = (window: string) => boolean;

type KeptDeps<Value> = {
  storage: PlainStorage;
  place: Place;
  /** This window. */
  own: string;
  /** Gives nothing for what is not whole. */
  read: (stored: unknown) => Value | undefined;
  now?: () => number;
};

const root = 'throughline.kept';

/** One copy for each window: what one writes cannot take the place of what another one wrote. */
export function keptCopies<Value>({ storage, place, own, read, now = Date.now }: KeptDeps<Value>) {
  const { kind, user, thing } = place;
  const prefixOf = (what: string) => `${[root, kind, user, encodeURIComponent(what)].join('/')}/`;
  const prefix = prefixOf(thing);
  let current: Value | undefined;
  /** What was written here: when a save of the page before this one ends late, what this one wrote since stays. */
  let written: string | undefined;

  function all(): LeftCopy<Value>[] {
    return keysOf(storage, prefix)
      .flatMap((key) => {
        const text = storage.getItem(key) ?? '';
        const value = valueOf(text, read);
        return value === undefined ? [] : [{ window: windowOf(key), at: writtenAt(text), value }];
      })
      .toSorted((one, other) => other.at - one.at);
  }

  /** Gives what was written; undefined where there is no room. It is still in the window then. */
  function put(key: string, value: Value): string | undefined {
    const text = `${now()}\n${JSON.stringify(value)}`;
    try {
      storage.setItem(key, text);
      return text;
    } catch {
      return undefined;
    }
  }

  return {
    /** Windows that kept something of it. */
    windows: () => keysOf(storage, prefix).map(windowOf),
    /**
     * Begins with what this window kept, else with the newest that another one left, which is this one's from now on.
     * Gives what others left besides.
     */
    begin(isGone: IsGone): LeftCopy<Value>[] {
      const copies = all();
      const left = copies.filter(({ window }) => window !== own && isGone(window));
      current = copies.find(({ window }) => window === own)?.value;
      const [newest, ...others] = left;
      if (current !== undefined || !newest) return left;
      current = newest.value;
      if (put(prefix + own, current) !== undefined) storage.removeItem(prefix + newest.window);
      return others;
    },
    /** What this window keeps now. */
    current: () => current,
    keep(value: Value | undefined): void {
      current = value;
      if (value !== undefined) written = put(prefix + own, value);
      else if (written === undefined || storage.getItem(prefix + own) === written)
        storage.removeItem(prefix + own);
    },
    /** Keeps it for this window under another name, which a new thing gets when it is saved. */
    keepAs: (thing: string, value: Value) => void put(prefixOf(thing) + own, value),
    /** Keeps it beside this window's own, as if another one had left it. */
    putAside(value: Value): LeftCopy<Value> {
      const copy = { window: `aside-${now().toString(36)}`, at: now(), value };
      put(prefix + copy.window, value);
      return copy;
    },
    remove: (window: string) => storage.removeItem(prefix + window),
  };
}

const dayMs = 24 * 60 * 60 * 1_000;
export const keptAtMost = { days: 30, copies: 20, characters: 2_000_000 };

/** Removes what windows left long ago, and the oldest where there is much of it. The newest stays, however long it is. */
export function boundCopies(storage: PlainStorage, isGone: IsGone, now = Date.now()): void {
  const left = keysOf(storage, `${root}/`)
    .map((key) => {
      const text = storage.getItem(key) ?? '';
      return { key, at: writtenAt(text), length: text.length };
    })
    .filter(({ key }) => isGone(windowOf(key)))
    .toSorted((one, other) => other.at - one.at);
  let characters = 0;
  for (const [index, { key, at, length }] of left.entries()) {
    characters += length;
    const isMuch = index >= keptAtMost.copies || (index > 0 && characters > keptAtMost.characters);
    if (isMuch || now - at > keptAtMost.days * dayMs) storage.removeItem(key);
  }
}

/** Windows that kept anything. */
export function keptWindows(storage: PlainStorage): string[] {
  return [...new Set(keysOf(storage, `${root}/`).map(windowOf))];
}

function windowOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function keysOf(storage: PlainStorage, prefix: string): string[] {
  return Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? '').filter((key) =>
    key.startsWith(prefix),
  );
}

/** In front of the value, so that it is known without reading that. */
function writtenAt(text: string): number {
  return Number.parseInt(text, 10) || 0;
}

function valueOf<Value>(text: string, read: KeptDeps<Value>['read']): Value | undefined {
  try {
    return read(JSON.parse(text.slice(text.indexOf('\n') + 1)));
  } catch {
    return undefined;
  }
}
