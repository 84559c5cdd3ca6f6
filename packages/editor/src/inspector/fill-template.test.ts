import { expect, it } from 'vitest';
import { fillTemplate, markedPieces } from './fill-template.ts';

it('shows values of a run, and names where there are none', () => {
  const text = 'Order {{ case.values.orderNumber ?? "" }} is {{ nodes.a.output.status }}.';
  expect(fillTemplate(text, undefined).text).toBe('Order [orderNumber] is [status].');
  const sample = { case: { values: { orderNumber: 'TE-1' } }, nodes: { a: { output: { status: 'sent' } } } };
  const filled = fillTemplate(text, sample);
  expect(filled).toEqual({ text: 'Order TE-1 is sent.', filled: ['TE-1', 'sent'], isSample: true });
  expect(markedPieces(filled.text, filled.filled).filter((piece) => piece.filled)).toHaveLength(2);
  expect(fillTemplate(text, { case: { values: {} } }).text).toBe('Order [orderNumber] is [status].');
});
