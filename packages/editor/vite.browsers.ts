/** What the pages are built for: `light-dark()`, `dvh` and constructable style sheets without helpers. */
export const browsers = ['chrome123', 'edge123', 'firefox128', 'safari17.5'];
