/**
 * Tokens for a shop's own colour `#rrggbb`. Whatever it is, what is written on it stays readable, and where the colour
 * itself is used for writing it is made darker (light theme) or lighter (dark theme) until that can be read (4.5 to 1).
 */
export function accentTokens(colour: string | undefined): { [token: string]: string } {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour ?? '')?.[1];
  if (!hex) return {};
  const rgb = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const onAccent = contrast(rgb, white) >= contrast(rgb, black) ? '#ffffff' : '#000000';
  return {
    '--accent-fill': `#${hex}`,
    '--on-accent': onAccent,
    '--accent': `light-dark(${readable(rgb, black, lightBubble)}, ${readable(rgb, white, darkBubble)})`,
    '--accent-tint': `color-mix(in oklab, #${hex} 12%, var(--raised))`,
  };
}

type Rgb = number[];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
/** What links are written on, at worst: `--bubble` in base.css. */
const lightBubble: Rgb = [0xee, 0xee, 0xeb];
const darkBubble: Rgb = [0x28, 0x2b, 0x30];

function readable(rgb: Rgb, towards: Rgb, background: Rgb): string {
  let mixed = rgb;
  for (let part = 0; part <= 1 && contrast(mixed, background) < 4.6; part += 0.05) {
    mixed = rgb.map((channel, n) => Math.round(channel + ((towards[n] ?? 0) - channel) * part));
  }
  return `rgb(${mixed.join(' ')})`;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(rgb: Rgb): number {
  const [r = 0, g = 0, b = 0] = rgb.map((value) => {
    const channel = value / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
