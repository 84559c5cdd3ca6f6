import { describe, expect, it } from 'vitest';
import { saysSomebodyElse } from './says-somebody-else.ts';

describe('somebody who writes from what is not theirs', () => {
  it.each([
    "I'm writing from my brother's phone, my own is broken.",
    'Hi, texting you from my wife’s mobile. Where is my parcel?',
    "I am on my mum's laptop right now",
    "using a friend's account, sorry",
    "This is my husband's number, please ring him later",
    'this is not my phone',
    'I borrowed my flatmates phone to reach you',
    'Calling on my daughter in the shop from my neighbour’s landline phone',
    "I'm not the account holder",
    'Ich schreibe vom Handy meines Bruders',
    'Hallo, das ist die Nummer von meiner Frau, ich bin Tom',
    'Das ist nicht mein Telefon.',
    'ich schreibe mit dem Handy von meinem Kollegen',
    'Escribo desde el móvil de mi hermano',
    'le escribo con el celular de una amiga',
    'Este no es mi teléfono',
    "J'écris depuis le téléphone de mon frère",
    "je vous écris avec le portable d'une amie",
    "Ce n'est pas mon numéro",
  ])('%s', (text) => expect(saysSomebodyElse(text)).toBe(true));

  it.each([
    "My brother's phone is broken, can you repair it?",
    "I bought a phone for my wife's birthday",
    'My sister ordered the same tent. Where is mine?',
    'Please call me on my mobile',
    "Can you send it to my brother's address?",
    'I would like to change my phone number',
    'How do I add my husband to the account?',
    'Das Handy meines Bruders ist kaputt.',
    'Meine Frau hat letzte Woche bestellt',
    'Bitte ruft mich auf meinem Handy an',
    'El móvil de mi hermano no funciona',
    'Mi mujer hizo el pedido',
    'Le téléphone de mon frère est cassé',
    'Ma femme a passé la commande',
    '',
  ])('not: %s', (text) => expect(saysSomebodyElse(text)).toBe(false));

  it.each([
    ["my brother's ", 400],
    ['writing from ', 400],
    ['a ', 4_000],
    ['from the my a ', 1_000],
  ])('stays quick on many "%s"', (part, times) => {
    const start = performance.now();
    saysSomebodyElse(part.repeat(times));
    expect(performance.now() - start).toBeLessThan(200);
  });
});
