import type { Db } from 'mongodb';

/** The same database for a process that is killed when it deletes from this collection. */
export function dyingAt(db: Db, collection: string): Db {
  const deleteMany = () => Promise.reject(new Error('the process was killed'));
  return new Proxy(db, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (property !== 'collection') return value;
      return (name: string) => {
        const rows = target.collection(name);
        if (name !== collection) return rows;
        return new Proxy(rows, {
          get: (own, method): unknown => (method === 'deleteMany' ? deleteMany : Reflect.get(own, method)),
        });
      };
    },
  });
}
