import type { Flow } from '@throughline/flow/schema';
import { readDrawing, type Drawing } from './read-drawing.ts';

/** The flow in the text of a file; in words, why there is none. */
export function readFlowText(text: string): Drawing {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, text: `It is not JSON: ${error instanceof Error ? error.message : 'unknown'}.` };
  }
  return readDrawing(value);
}

/** Has the browser save the flow as a file that `throughline flow publish` takes. */
export function saveFlowFile(flow: Pick<Flow, 'id'>, named = flow.id): void {
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(flow, null, 2)}\n`], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${named}.flow.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
