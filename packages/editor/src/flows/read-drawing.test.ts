import { expect, it } from 'vitest';
import { readDrawing } from './read-drawing.ts';

const drawn = (settings: object) => ({
  ...{ schema: 1, id: 'a', title: 'A', settings },
  ...{ nodes: [], edges: [] },
});

it('draws a flow whose settings are not written yet, as a new flow has them', () => {
  expect(readDrawing(drawn({}))).toMatchObject({
    ok: true,
    flow: { settings: { fallbackQueue: '', languages: ['en'], timeZone: 'UTC', fallbackTexts: [] } },
  });
});

it.each([
  ['languages', { languages: 'en' }],
  ['timeZone', { timeZone: 5 }],
  ['fallbackQueue', { fallbackQueue: null }],
  ['fallbackTexts.0.text', { fallbackTexts: [{ language: 'en' }] }],
])('says that %s cannot be drawn', (place, settings) => {
  expect(readDrawing(drawn(settings))).toEqual({
    ok: false,
    text: expect.stringContaining(`It cannot be drawn: settings.${place}: `),
  });
});
