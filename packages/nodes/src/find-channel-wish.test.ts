import { describe, expect, it } from 'vitest';
import { findChannelWishes } from './find-channel-wish.ts';

describe('findChannelWishes', () => {
  it.each([
    ['My lid is broken. Please write me by e-mail.', ['email'], true],
    ['Could you answer me by email, I am at work', ['email'], true],
    ['Send the label to me via WhatsApp please', ['whatsapp'], true],
    ["I'd prefer a call.", ['voice'], true],
    ['Please text me when it is there.', ['sms', 'plivo-sms'], true],
    ["Please don't call me!", ['voice'], false],
    ['Bitte schreiben Sie mir per E-Mail.', ['email'], true],
    ['Antworten Sie mir bitte per WhatsApp', ['whatsapp'], true],
    ['Lieber per SMS.', ['sms', 'plivo-sms'], true],
    ['Rufen Sie mich bitte nicht an.', ['voice'], false],
    ['Écrivez-moi par e-mail, merci', ['email'], true],
    ['Appelez-moi demain.', ['voice'], true],
    ['Ne m’appelez pas.', ['voice'], false],
    ['Escríbame por correo electrónico', ['email'], true],
    ['Prefiero por WhatsApp.', ['whatsapp'], true],
  ])('%s', (text, channels, wanted) => {
    expect(findChannelWishes(text)).toEqual([{ channels, wanted, text: expect.any(String) }]);
  });

  it('takes the parts of a sentence apart', () => {
    const found = findChannelWishes("Don't call me, but write me by e-mail");
    expect(found.map(({ channels, wanted }) => [channels[0], wanted])).toEqual([
      ['voice', false],
      ['email', true],
    ]);
  });

  it.each([
    'My e-mail address is ana@example.com.',
    'I wrote you an e-mail yesterday and nobody answered.',
    'The chat on your page does not open.',
    'Ihre SMS kam nicht an.',
    'You called me this morning.',
  ])('finds none in "%s"', (text) => {
    expect(findChannelWishes(text)).toEqual([]);
  });
});
