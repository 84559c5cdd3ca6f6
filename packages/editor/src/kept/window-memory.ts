const idKey = 'throughline.window';
const leftKey = `${idKey}.left`;

type Places = {
  storage: () => Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  page: Pick<EventTarget, 'addEventListener'>;
};

/**
 * What a window knows of itself after a reload, in its session. A duplicate of a window is given that, too; `wasLeft` tells a page
 * that comes after another one in the same window from a duplicate, whose original was not left, and from a page that comes after a crash.
 * Where no storage is allowed, a window has no memory.
 */
export function windowMemory({ storage, page }: Places = { storage: () => sessionStorage, page: window }) {
  function attempt<Value>(action: (allowed: ReturnType<typeof storage>) => Value): Value | undefined {
    try {
      return action(storage());
    } catch {
      return undefined;
    }
  }
  const stay = () => attempt((session) => session.removeItem(leftKey));

  return {
    recall(): { id: string; wasLeft: boolean } | undefined {
      const id = attempt((session) => session.getItem(idKey));
      const wasLeft = attempt((session) => session.getItem(leftKey)) != null;
      stay();
      page.addEventListener('pagehide', () => attempt((session) => session.setItem(leftKey, '1')));
      // It may come back as it was.
      page.addEventListener('pageshow', stay);
      return id == null ? undefined : { id, wasLeft };
    },
    remember: (id: string) => attempt((session) => session.setItem(idKey, id)),
  };
}
