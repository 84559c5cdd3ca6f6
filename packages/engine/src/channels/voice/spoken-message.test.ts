import { describe, expect, it } from 'vitest';
import { callLanguage } from './call-language.ts';
import { phrasesFor } from './call-phrases.ts';
import { chosenBy, saysYes, spokenMessage } from './spoken-message.ts';
import { twiml } from './twiml.ts';
import { whisperOf } from './whisper.ts';

const choices = [
  { id: 'r', label: 'Returns' },
  { id: 'o', label: 'Other things' },
];

describe('spokenMessage', () => {
  it('names choices by their digits, in each language we have words in', () => {
    const said = ['en', 'de', 'fr-CA', 'es', 'fi'].map((language) =>
      spokenMessage({ text: '?', choices: choices.slice(0, 1) }, phrasesFor(language)),
    );
    expect(said.flat()).toEqual([
      '? Press or say 1 for Returns.',
      '? Drücken oder sagen Sie 1 für Returns.',
      '? Tapez ou dites 1 pour Returns.',
      '? Pulse o diga 1 para Returns.',
      '? Press or say 1 for Returns.',
    ]);
  });

  it('says that there is a page where there is nothing else to say', () => {
    expect(spokenMessage({ text: 'https://x.example/a' }, phrasesFor('en'))).toEqual([
      'The answer is on a web page.',
    ]);
    expect(spokenMessage({ text: ' ' }, phrasesFor('en'))).toEqual([]);
  });

  it('leaves out what no XML can carry, in parts that a provider takes', () => {
    const parts = spokenMessage(
      { text: `A\u0000\u0007\ud800 ${'Many words. '.repeat(600)}` },
      phrasesFor('en'),
    );
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.every((part) => part.length <= 3_000)).toBe(true);
    expect(parts[0]?.startsWith('A Many words.')).toBe(true);
  });
});

describe('chosenBy', () => {
  const en = phrasesFor('en');
  it.each([
    [{ digits: '1' }, 'r'],
    [{ digits: '2' }, 'o'],
    [{ digits: '3' }, undefined],
    [{ digits: '0' }, undefined],
    [{ digits: '1*' }, undefined],
    [{ speech: 'Two.' }, 'o'],
    [{ speech: '2' }, 'o'],
    [{ speech: 'other things' }, 'o'],
    [{ speech: 'one of each' }, undefined],
    [{ speech: '' }, undefined],
    [{}, undefined],
  ])('%o', (said, id) => {
    expect(chosenBy(said, choices, en)?.id).toBe(id);
  });

  it('knows the numbers and yes of each language', () => {
    expect(chosenBy({ speech: 'Zwei' }, choices, phrasesFor('de'))?.id).toBe('o');
    expect(chosenBy({ speech: 'deux' }, choices, phrasesFor('fr'))?.id).toBe('o');
    expect(saysYes('¡Sí!', phrasesFor('es'))).toBe(true);
    expect(saysYes('Yes, please.', en)).toBe(true);
    expect(saysYes('Yes but first another question', en)).toBe(false);
  });
});

describe('callLanguage', () => {
  it.each([
    [['en', 'de'], { number: '+4930901820' }, { language: 'de', locale: 'de-DE' }],
    [['en', 'de'], { number: '+4930901820', known: 'en' }, { language: 'en', locale: 'en-GB' }],
    [['en'], { number: '+4930901820' }, { language: 'en', locale: 'en-GB' }],
    [['en', 'es'], { number: '+5215512345678' }, { language: 'es', locale: 'es-MX' }],
    [['en'], { number: '+12025550123' }, { language: 'en', locale: 'en-US' }],
    [['de', 'en'], {}, { language: 'de', locale: 'de-DE' }],
    [['pt-BR'], { number: '+351211234567' }, { language: 'pt-BR', locale: 'pt-BR' }],
    [[], {}, { language: 'en', locale: 'en-GB' }],
  ])('of %o for %o', (languages, about, expected) => {
    expect(callLanguage(languages, about)).toEqual(expected);
  });
});

describe('whisperOf', () => {
  it('is short, whatever is in the brief', () => {
    const long = { text: 'The jug leaks at the handle and https://x.example/a. '.repeat(40), messages: [] };
    const brief = {
      issue: long,
      openQuestion: long,
      facts: Array.from({ length: 20 }, () => long),
      steps: [],
      commitments: [],
    };
    const said = whisperOf(brief, phrasesFor('en'));
    expect(said.length).toBeLessThan(700);
    expect(said).not.toContain('x.example');
    expect(said).toMatch(/^A call from a customer\. It is about: .* Press any key to take the call\.$/);
    expect(whisperOf(undefined, phrasesFor('de'))).toBe(
      'Ein Anruf von einem Kunden. Drücken Sie eine Taste, um den Anruf anzunehmen.',
    );
  });
});

it('nothing that was written becomes a verb of TwiML', () => {
  const text = '</Say><Dial>+1900</Dial><Say> & "quotes" {{ policy.x }}';
  expect(twiml([{ do: 'say', text, locale: 'en-GB' }])).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-GB">&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;&lt;Say&gt; &amp; "quotes" {{ policy.x }}</Say></Response>',
  );
});
