type Attributes = { [name: string]: string | number | boolean | undefined | ((event: never) => void) };
type Child = Node | string | undefined | false;

/** Makes an element. Text only ever enters as text, and listeners as functions: there is no way in for markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined && child !== false));
  return element;
}

/** Sets text and visibility only when they change, so that nothing is read out twice. */
export function show(element: HTMLElement, text: string | undefined, target: HTMLElement = element): void {
  const hidden = text === undefined;
  if (element.hidden !== hidden) element.hidden = hidden;
  if (text !== undefined && target.textContent !== text) target.textContent = text;
}

const shapes = {
  chat: 'M21 12a8 8 0 0 1-8 8H4l1.7-3.4A8 8 0 1 1 21 12Z',
  close: 'M18 6 6 18M6 6l12 12',
  back: 'm14 18-6-6 6-6M8 12h12',
  send: 'M12 19V5M6 11l6-6 6 6',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  page: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01',
  clip: 'm20 11.5-8.2 8.2a5.2 5.2 0 0 1-7.4-7.4l8.5-8.5a3.5 3.5 0 0 1 5 5l-8.5 8.4a1.8 1.8 0 0 1-2.5-2.5l7.8-7.7',
  down: 'm6 9 6 6 6-6',
  offline:
    'M3 3l18 18M8.5 16.4a5 5 0 0 1 7 0M5 12.9a10 10 0 0 1 5-2.7M2 9.4A15 15 0 0 1 6 6.7M10.7 5.1A15 15 0 0 1 22 9.4M17.5 11.6a10 10 0 0 1 1.5 1.3M12 20h.01',
};

export function icon(name: keyof typeof shapes): SVGElement {
  return drawn(shapes[name]);
}

/** An icon of one path, in a box of 24. */
export function drawn(shape: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', shape);
  svg.append(path);
  return svg;
}

export function iconButton(
  shape: keyof typeof shapes,
  label: string,
  onclick: () => void,
): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick },
    icon(shape),
  );
}
