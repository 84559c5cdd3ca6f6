import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseParser, type SseEvent } from './sse-parser.ts';

function parse(...chunks: string[]): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = createSseParser((event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return events;
}

describe('sse parser', () => {
  it('reads type, id and data', () => {
    expect(parse('id: 7\nevent: typing\ndata: {"on":true}\n\n')).toEqual([
      { id: '7', type: 'typing', data: '{"on":true}' },
    ]);
  });

  it('joins data lines, and strips one leading space only', () => {
    expect(parse('data: a\ndata:  b\ndata\n\n')).toEqual([{ type: 'message', data: 'a\n b\n' }]);
  });

  it('passes over heartbeats and events without data', () => {
    expect(parse(': still here\n\nevent: status\n\n')).toEqual([]);
  });

  it('keeps the last id for events that name none, and drops an event that never ends', () => {
    expect(parse('id: 3\ndata: a\n\ndata: b\n\ndata: half')).toEqual([
      { id: '3', type: 'message', data: 'a' },
      { id: '3', type: 'message', data: 'b' },
    ]);
  });

  it('tells the retry time', () => {
    const times: number[] = [];
    createSseParser(
      () => {},
      (ms) => times.push(ms),
    ).push('retry: 2500\nretry: soon\n');
    expect(times).toEqual([2500]);
  });

  it('gives the same events however the stream is cut, and whichever line end it uses', () => {
    const stream = 'id: 1\nevent: message\ndata: one\ndata: two\n\n: beat\n\nid: 2\ndata: ünïcode\n\n';
    const expected = parse(stream);
    expect(expected).toHaveLength(2);
    fc.assert(
      fc.property(
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(12), { maxLength: 40 }),
        (lineEnd, cuts) => {
          const text = stream.replaceAll('\n', lineEnd);
          const chunks: string[] = [];
          let from = 0;
          for (const cut of cuts) {
            chunks.push(text.slice(from, from + cut));
            from += cut;
          }
          chunks.push(text.slice(from));
          expect(parse(...chunks)).toEqual(expected);
        },
      ),
    );
  });
});
