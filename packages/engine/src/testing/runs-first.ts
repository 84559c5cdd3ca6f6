import type { Db } from 'mongodb';

/** A database that does `work` once, right before the first update of one row of the collection that `when` is true of. */
export function runsFirst(
  db: Db,
  collection: string,
  work: () => Promise<unknown>,
  when: (filter: object) => boolean = () => true,
): Db {
  let isDone = false;
  return new Proxy(db, {
    get(target, name) {
      if (name !== 'collection') return Reflect.get(target, name) as unknown;
      return (wanted: string) =>
        wanted === collection ? watched(target.collection(wanted)) : target.collection(wanted);
    },
  });

  function watched<Rows extends object>(rows: Rows): Rows {
    return new Proxy(rows, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const call = value as (...args: unknown[]) => unknown;
        if (name !== 'updateOne') return call.bind(target);
        return async (filter: object, ...rest: unknown[]) => {
          if (!isDone && when(filter)) {
            isDone = true;
            await work();
          }
          return call.call(target, filter, ...rest);
        };
      },
    });
  }
}
