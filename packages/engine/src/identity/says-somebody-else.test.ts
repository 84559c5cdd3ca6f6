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
    "texting from my friend Tom's mobile",
    "on my dad's phone",
    'my neighbour lent me his phone',
    'Meine Tochter hat mir ihr Handy geliehen',
    'mi vecina me prestó su celular',
    "mon voisin m'a prêté son téléphone",
    "I had to borrow my colleague's laptop to contact you",
    "writing from her account, I'm her husband",
    'Schreibe gerade über das WhatsApp meines Mannes',
    'Ich benutze gerade das Handy meiner Freundin',
    'je vous appelle du portable de ma femme',
    'Ich schreibe vom Handy meines Bruders',
    'Hallo, das ist die Nummer von meiner Frau, ich bin Tom',
    'Das ist nicht mein Telefon.',
    'ich schreibe mit dem Handy von meinem Kollegen',
    'Escribo desde el móvil de mi hermano',
    'le escribo con el celular de una amiga',
    'Este no es mi teléfono',
    "J'écris depuis le téléphone de mon frère",
    "je vous écris avec le portable d'une amie",
    "It's not my number, it's my daughter's",
  ])('%s', (text) => expect(saysSomebodyElse(text)).toBeDefined());

  it.each([
    "My brother's phone is broken, can you repair it?",
    "I bought a phone for my wife's birthday",
    'My sister ordered the same tent. Where is mine?',
    'Please call me on my mobile',
    "Can you send it to my brother's address?",
    'I would like to change my phone number',
    'You sent it to 12 Elm Road, that is not my address',
    'This is not my account: where did my orders go?',
    'Das ist nicht meine Adresse',
    "I got a message from my friend's number saying you have a sale",
    'Kann ich das mit dem Konto meiner Frau bezahlen?',
    '¿Puedo pagar con la cuenta de mi marido?',
    'Puis-je payer avec le compte de mon mari ?',
    'My husband will call you from his phone tomorrow',
    'How do I add my husband to the account?',
    'Das Handy meines Bruders ist kaputt.',
    'Meine Frau hat letzte Woche bestellt',
    'Bitte ruft mich auf meinem Handy an',
    'El móvil de mi hermano no funciona',
    'Mi mujer hizo el pedido',
    'La funda del teléfono de mi mamá llegó rota',
    "My friend Tom's mobile is the same model",
    'Le téléphone de mon frère est cassé',
    'Ma femme a passé la commande',
    'You have the wrong number on file',
    'This is not my phone number, please correct it',
    'That is not my number, it is 07700 900123',
    'I am not the owner of the old account any more',
    'Das ist nicht meine Telefonnummer, bitte ändern',
    'Este no es mi número, está mal',
    "Ce n'est pas mon numéro, pouvez-vous le corriger ?",
    '',
  ])('not: %s', (text) => expect(saysSomebodyElse(text)).toBeUndefined());

  it.each([
    ["I'm using my wife's laptop", 'device'],
    ['Ich schreibe vom Handy meines Bruders', 'device'],
    ["using a friend's account, sorry", 'anything'],
    ["writing from her account, I'm her husband", 'anything'],
    ["I'm not the account holder", 'anything'],
  ])('%s: the %s is not theirs', (text, what) => expect(saysSomebodyElse(text)).toBe(what));

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
