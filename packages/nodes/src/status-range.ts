/** `200`, `2xx` or `200-299`. */
export function isStatusRange(text: string): boolean {
  return rangeOf(text) !== undefined;
}

export function inStatusRange(text: string, status: number): boolean {
  const [from, to] = rangeOf(text) ?? [0, 0];
  return status >= from && status <= to;
}

function rangeOf(text: string): [number, number] | undefined {
  const found = /^([1-5])(\d\d|xx)(?:-([1-5]\d\d))?$/.exec(text);
  if (!found) return undefined;
  const [, hundreds = '', rest = '', last] = found;
  if (rest === 'xx')
    return last === undefined ? [Number(`${hundreds}00`), Number(`${hundreds}99`)] : undefined;
  const first = Number(`${hundreds}${rest}`);
  const range: [number, number] = [first, Number(last ?? first)];
  return range[0] <= range[1] ? range : undefined;
}
