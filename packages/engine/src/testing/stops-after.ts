import type { Db } from 'mongodb';

/** The database of a process that is killed after so many writes. */
export function stopsAfter(db: Db, writes: number): Db {
  let left = writes;
  const mortal = (target: object): object =>
    new Proxy(target, {
      get(_, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (/^(update|insert|delete|findOneAnd)/.test(String(name)) && left-- <= 0)
          return () => Promise.reject(new Error('killed'));
        return value.bind(target);
      },
    });
  return { collection: (name: string) => mortal(db.collection(name)) } as unknown as Db;
}
