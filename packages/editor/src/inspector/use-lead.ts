import { useEffect, type RefObject } from 'react';
import type { Path } from './at-path.ts';

/** Brings the field that somebody is led to into sight and puts the cursor there; where it has none, what it stands in. */
export function useLead(
  form: RefObject<HTMLElement | null>,
  led: { path: Path; at: number } | undefined,
): void {
  useEffect(() => {
    if (!led) return;
    // Once more after what was folded on the way has opened.
    const frame = requestAnimationFrame(() => {
      const place = form.current && nearest(form.current, led.path);
      if (!place) return;
      place.scrollIntoView({ block: 'center' });
      place.querySelector<HTMLElement>('input, textarea, select, [data-code], button')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [form, led]);
}

function nearest(form: HTMLElement, path: Path): HTMLElement | undefined {
  const places = [...form.querySelectorAll<HTMLElement>('[data-path]')];
  for (let length = path.length; length > 0; length--) {
    const name = JSON.stringify(path.slice(0, length));
    const found = places.find(({ dataset }) => dataset['path'] === name);
    if (found) return found;
  }
  return undefined;
}
