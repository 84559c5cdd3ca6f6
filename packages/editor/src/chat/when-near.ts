type Observe = Pick<IntersectionObserver, 'observe' | 'unobserve'>;
type MakeObserver = (tell: (entries: readonly Near[]) => void) => Observe;
type Near = Pick<IntersectionObserverEntry, 'target' | 'isIntersecting'>;

/** Calls back once, when an element comes near to being seen: long conversations load what is looked at. */
export const whenNear = createWhenNear(
  (tell) => new IntersectionObserver(tell, { rootMargin: '400px 0px', scrollMargin: '400px 0px' }),
);

/** One observer watches all, made when it is first needed. */
export function createWhenNear(makeObserver: MakeObserver): (element: Element, then: () => void) => void {
  const waiting = new WeakMap<Element, () => void>();
  let observer: Observe | undefined;

  function tell(entries: readonly Near[]): void {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      observer?.unobserve(target);
      waiting.get(target)?.();
      waiting.delete(target);
    }
  }

  return (element, then) => {
    observer ??= makeObserver(tell);
    waiting.set(element, then);
    observer.observe(element);
  };
}
