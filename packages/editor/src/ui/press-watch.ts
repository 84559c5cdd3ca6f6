const ends = ['pointerup', 'pointercancel', 'dragend', 'blur'];

export type PressWatch = {
  /** Resolves once no button of the mouse is down: what is pressed must not move away from under the pointer. */
  released(): Promise<void>;
  stop(): void;
};

export function createPressWatch(page: EventTarget): PressWatch {
  const listening = new AbortController();
  const { signal } = listening;
  let waiting: (() => void)[] = [];
  let isDown = false;
  const release = () => {
    isDown = false;
    // After the click that the release makes.
    const done = waiting;
    waiting = [];
    setTimeout(() => done.forEach((go) => go()));
  };
  page.addEventListener('pointerdown', () => (isDown = true), { capture: true, signal });
  for (const end of ends)
    page.addEventListener(
      end,
      (event) => {
        // A field that loses the focus to what is pressed is no end of the press; the window's own loss of it is.
        if (end !== 'blur' || event.target === page) release();
      },
      { capture: true, signal },
    );
  return {
    released: () => (isDown ? new Promise((go) => waiting.push(go)) : Promise.resolve()),
    stop: () => listening.abort(),
  };
}
