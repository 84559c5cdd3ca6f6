import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { provesSender } from '@throughline/engine/mail/authentication-results';
import { bounceOf } from '@throughline/engine/mail/bounce';
import { mailKind } from '@throughline/engine/mail/mail-kind';
import { newText } from '@throughline/engine/mail/new-text';
import { createMailReader } from '@throughline/engine/mail/mail-reader';
import { readMail } from '@throughline/engine/mail/read-mail';
import { safeHtml } from '@throughline/engine/mail/safe-html';
import { UnreadableMail } from '@throughline/engine/mail/unreadable-mail';
import { mailFixture, mailNames } from './mail-fixture.ts';

const ours = ['support@example.com'];
const read = (name: string) => readMail(mailFixture(name));

/** What each writer has written, and nothing else of the mail. */
const written: { [name: string]: string } = {
  'gmail-en': 'Hi,\n\nit is 4711-22. The lid does not close either.',
  'gmail-de': 'Guten Tag,\n\ndie Bestellnummer ist 4711-23. Größe M bitte.',
  'gmail-fr': 'Bonjour,\n\nle numéro est 4711-24. Est-ce que le colis est déjà parti ?',
  'gmail-es': 'Hola:\n\nEl pedido es el 4711-25. ¿Cuándo llega?',
  'gmail-sv': 'Hej!\n\nOrdernumret är 4711-26. Får jag pengarna tillbaka?',
  'outlook-en':
    'Hello,\n\nthe amount on page 2 is wrong. It should be 120.50 EUR, not 1205.\n\nPlease send a new one.',
  'outlook-de':
    'Guten Tag,\n\nbitte schicken Sie die Rechnung an unsere neue Adresse: Lindenweg 4, 12345 Berlin.',
  'outlook-es': 'Buenos días:\n\nTodavía no he recibido la factura de octubre. ¿Me la pueden enviar?',
  'outlook-html-fr': 'Bonjour,\n\nJe voudrais résilier mon abonnement à la fin du mois.',
  'outlook-mobile-sv': 'Hej,\n\nkvittot har jag inte kvar. Räcker det med ordernumret?',
  'apple-mail-inline': 'Sure:\n\nGreen.\n\nIn March.',
  'apple-mail-sv': 'Tack, det stämmer nu.',
  'iphone-de': 'Dienstag vormittag passt mir gut.',
  'android-es': 'El martes por la mañana está bien.',
  'thunderbird-de': 'Das Ersatzteil passt leider nicht. Die Schraube ist 2 mm zu kurz.',
  'thunderbird-fr-latin1': "C'est réglé, merci. Il reste une question : où trouver la garantie ?",
  'windows-1252': 'Kostet das „Set“ wirklich 20 € – oder mehr?',
  'iso-2022-jp': '荷物はいつ届きますか。',
  'koi8-r': 'Где мой заказ?',
  'unknown-charset': 'My device shows error E42.',
  'html-hostile': 'My toaster is broken.\n\nSee this and the page (https://shop.example.com/toaster).',
  'inline-image': 'This is how it looks:\n\n[the broken handle]\n\nCan I get a new one?',
  attachments: 'The receipt is attached.',
  'attachment-only': '',
  postscript: 'My new address is 4 Mill Lane.\n\nP.S. The old parcel never came.',
  'quote-only': '> Are you still there? Please answer yes or no.',
};

describe('the new text of a mail', () => {
  test.each(Object.entries(written))('%s', async (name, text) => {
    expect(newText((await read(name)).text)).toBe(text);
  });

  test.each([
    [
      'Yahoo, in one line',
      'Sent from Yahoo Mail on Android\n\n  On Sat, 21 Nov 2026 at 10:03, Example Support<support@example.com> wrote:   Hello\nWhich order?',
    ],
    [
      'Yahoo',
      '    On Saturday, November 21, 2026 at 10:03:12 AM GMT, Example Support <support@example.com> wrote:  \n \n Hello\nWhich order?',
    ],
    [
      'GMX',
      'Gesendet: Samstag, 21. November 2026 um 10:03 Uhr\nVon: "Example Support" <support@example.com>\nAn: lena@gmx.example\nBetreff: Re: Termin\nHallo Lena',
    ],
    [
      'Gmail, Dutch',
      'Met vriendelijke groet,\nJan\n\nOp za 21 nov 2026 om 10:03 schreef Example Support <support@example.com>:\n\n> Hallo',
    ],
    [
      'Gmail, Italian',
      'Cordiali saluti\nMarco\n\nIl giorno sab 21 nov 2026 alle ore 10:03 Example Support <\nsupport@example.com> ha scritto:\n\n> Ciao',
    ],
    [
      'Gmail, Danish',
      'Den lør. 21. nov. 2026 kl. 10.03 skrev Example Support <support@example.com>:\n\n> Hej',
    ],
    [
      'Gmail, Portuguese',
      'Em sáb., 21 de nov. de 2026 às 10:03, Example Support <support@example.com> escreveu:\n\n> Olá',
    ],
    ['Gmail, Russian', 'сб, 21 нояб. 2026 г. в 10:03, Example Support <support@example.com>:\n\n> Привет'],
    ['Gmail, Chinese', 'Example Support <support@example.com> 于2026年11月21日周六 10:03写道：\n\n> 你好'],
    ['Gmail, Japanese', '2026年11月21日(土) 10:03 Example Support <support@example.com>:\n\n> こんにちは'],
    [
      'Gmail, Polish',
      'sob., 21 lis 2026 o 10:03 Example Support <support@example.com> napisał(a):\n\n> Cześć',
    ],
    [
      'Outlook for Android',
      'Get Outlook for Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: Example Support <support@example.com>\nSent: Saturday\nTo: x\nSubject: y\n\nold',
    ],
    [
      'Outlook 2003',
      '-----Original Message-----\nFrom: Example Support [mailto:support@example.com]\nSent: Saturday\nTo: x\nSubject: y\n\nold',
    ],
    [
      'Proton',
      'Sent with Proton Mail secure email.\n\nOn Saturday, November 21st, 2026 at 10:03, Example Support <support@example.com> wrote:\n\n> Hello',
    ],
    [
      'iPhone, French',
      'Envoyé de mon iPhone\n\n> Le 21 nov. 2026 à 10:03, Example Support <support@example.com> a écrit :\n> \n> Bonjour',
    ],
    [
      'Samsung, French',
      "Envoyé à partir de mon appareil Galaxy\n\n\n-------- Message d'origine --------\nDe : Example Support <support@example.com>\nDate : 21/11/2026 10:03 (GMT+01:00)\nÀ : x\nObjet : y\n\nold",
    ],
    ['thanks and a name', 'Thanks,\nAna Lopez\n+44 1632 960123'],
  ])('of %s', (_program, rest) => {
    expect(newText(`It is 4711.\n\n${rest}`)).toBe('It is 4711.');
  });

  test('holds what a customer forwards', async () => {
    const text = newText((await read('forwarded')).text);
    expect(text).toMatch(/^Is this from you\? It looks strange\.\n/);
    expect(text).toContain('Pay 2 EUR here to get your parcel.');
  });

  test('keeps words that only look like the end of a mail', () => {
    const texts = [
      'On 3 May I wrote:\nplease cancel my order.\nNothing happened.',
      'Am 21.11. schrieb ich Ihnen:\nbitte stornieren.\nBisher keine Antwort.',
      'Here is what I need:\n---\n1. a lid\n2. a handle',
      'Order:\n----\n4711\n----\nin blue',
      'I moved.\n\nFrom: Old Street 1\nTo: New Street 2\nDate: 1 December\n\nPlease change my address.',
      'Danke.\n\nNoch eine Frage: Wann kommt der Techniker?',
      'Please answer.\n\nGet back to me by mail with the invoice\n\nThat is all I need.',
      'From: Berlin\nI would like to go to Rome.',
      'My message is confidential. Please tell nobody.',
      'I sent it from my old flat in Rome',
      'Best regards to your team! Now to my question: is it in stock?',
    ];
    for (const text of texts) expect(newText(text)).toBe(text);
  });

  test('is found in any text, in no time', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom(
        '> x',
        'On 1 Jan 2026 Bob wrote:',
        'From: a',
        'Sent: b',
        'To: c',
        '-- ',
        '',
        'Cheers',
        '_____________',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
        const whole = lines.join('\n');
        const text = newText(whole);
        // Nothing is made up: it may only be shorter.
        expect(text.length).toBeLessThanOrEqual(Math.max(whole.length, 1));
      }),
      { numRuns: 300 },
    );
    for (const hostile of [
      'Op '.repeat(6_000),
      'On a '.repeat(4_000),
      '> '.repeat(50_000),
      `El ${'a \n'.repeat(6_000)}`,
    ]) {
      const from = performance.now();
      newText(`${hostile}\n> x <a@b.c>`);
      expect(performance.now() - from).toBeLessThan(2_000);
    }
  });
});

test('what a mail shows and says of its HTML is harmless', async () => {
  const { html = '', text } = await read('html-hostile');
  expect(html).not.toMatch(
    /script|onload|onclick|onmouseover|style|iframe|form|img|javascript|hidden|Ignore/i,
  );
  expect(html).toContain(
    '<a href="https://shop.example.com/toaster" target="_blank" rel="noopener noreferrer nofollow">',
  );
  expect(text).not.toMatch(/Ignore all rules|hidden words|track\.evil|alert/);
});

test('what is hidden is cut where it ends, and no more', () => {
  expect(
    safeHtml('<p>a<img hidden alt="secret">b</p><p hidden>c<p>d<div style="display:none">e<b>f</div>g'),
  ).toBe('<p>ab</p><p>dg</p>');
  expect(safeHtml('a<div hidden><div>b</div>c')).toBe('a');
});

test('names, subjects and files are read in their own characters, and lead nowhere', async () => {
  const french = await read('thunderbird-fr-latin1');
  expect(french.from).toEqual([{ address: 'amelie@orange.example', name: 'Amélie Lefèvre' }]);
  expect(french.subject).toBe('Re: Problème réglé');
  expect((await read('windows-1252')).subject).toBe('Preis: 20 € – oder?');
  expect((await read('iso-2022-jp')).from[0]?.name).toBe('山田');
  const shown = ({ files }: Awaited<ReturnType<typeof read>>) =>
    files.map(({ name, mediaType }) => ({ name, mediaType }));
  expect(shown(await read('attachments'))).toEqual([
    { name: 'Rechnung Ärger.pdf', mediaType: 'application/pdf' },
    { name: '_.._etc_page.html', mediaType: 'text/html' },
  ]);
  expect(shown(await read('inline-image'))).toEqual([{ name: 'handle.png', mediaType: 'image/png' }]);
});

test('people are told from programs, servers, lists and ourselves', async () => {
  const kinds = Object.fromEntries(
    await Promise.all(
      mailNames.map(async (name) => [
        name,
        mailKind(await read(name), { from: 'someone@example.org' }, { ours, isOurMessageId: false }),
      ]),
    ),
  ) as Record<string, string>;
  const others = Object.fromEntries(Object.entries(kinds).filter(([, kind]) => kind !== 'person'));
  expect(others).toEqual({
    'auto-reply-gmail': 'automatic',
    'auto-reply-outlook': 'automatic',
    'auto-reply-subject-only': 'automatic',
    'bounce-delayed': 'bounce',
    'bounce-exchange': 'bounce',
    'bounce-postfix': 'bounce',
    'bounce-qmail': 'bounce',
    list: 'list',
    loop: 'loop',
  });
  const mail = await read('gmail-en');
  expect(mailKind(mail, { from: null }, { ours, isOurMessageId: false })).toBe('automatic');
  expect(mailKind(mail, { from: 'x@example.org' }, { ours, isOurMessageId: true })).toBe('loop');
  expect(mailKind(mail, {}, { ours: ['ana.lopez@gmail.com'], isOurMessageId: false })).toBe('loop');
});

test('a person who passes a bounce on, or fills in a form that a service sends, is a person', async () => {
  const kindOf = async (raw: string) =>
    mailKind(await readMail(Buffer.from(raw)), { from: 'ann@home.example' }, { ours, isOurMessageId: false });
  const bounced = 'Content-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n';
  const mixed = `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nI got this\r\n--b\r\n${bounced}`;
  expect(await kindOf(`From: ann@home.example\r\nSubject: help\r\n${mixed}`)).toBe('person');
  expect(await kindOf(`From: mailer-daemon@home.example\r\nSubject: help\r\n${mixed}`)).toBe('bounce');
  const form = 'From: noreply@forms.example\r\nList-Unsubscribe: <mailto:u@mass.example>\r\n';
  expect(await kindOf(`${form}Reply-To: cy@home.example\r\n\r\nhelp`)).toBe('person');
  expect(await kindOf(`${form}Reply-To: news@forms.example\r\n\r\nhelp`)).toBe('list');
  expect(await kindOf(`${form}Precedence: bulk\r\n\r\nhelp`)).toBe('list');
});

test('bounces say which mail, whether for good, and why', async () => {
  const about = ['<OUR-MESSAGE-ID>'];
  expect(bounceOf(await read('bounce-postfix'))).toEqual({ about, failed: true, status: '5.1.1' });
  expect(bounceOf(await read('bounce-exchange'))).toEqual({ about, failed: true, status: '5.2.2' });
  expect(bounceOf(await read('bounce-qmail'))).toEqual({ about, failed: true, status: '5.1.1' });
  expect(bounceOf(await read('bounce-delayed'))).toEqual({ about, failed: false, status: '4.4.1' });
  expect(bounceOf(await read('gmail-en'))).toBeNull();
});

describe('a sender is proven', () => {
  const by = { from: 'ana.lopez@gmail.com', authservId: 'mx.example.com' };
  const proves = (...values: string[]) =>
    provesSender(
      values.map((value) =>
        value === 'Received'
          ? { key: 'received', value: 'from x' }
          : { key: 'authentication-results', value },
      ),
      by,
    );

  test('by DMARC, in the words of the trusted server alone', async () => {
    const said = async (name: string) => provesSender((await read(name)).headers, by);
    expect(await said('dmarc-pass')).toBe(true);
    expect(await said('forged-results')).toBe(false);
    expect(await said('forged-results-below')).toBe(false);
    expect(await said('gmail-en')).toBe(false);
  });

  test.each([
    ['mx.example.com; dmarc=pass header.from=gmail.com', true],
    ['MX.example.com 1; spf=pass smtp.mailfrom=x.org; DMARC=Pass (p=none) header.from="gmail.com"', true],
    ['mx.example.com; dmarc=pass header.from=evil.example', false],
    ['mx.example.com; dmarc=pass', false],
    ['mx.example.com; dmarc=fail header.from=gmail.com', false],
    ['mx.example.com; dkim=pass header.d=gmail.com; spf=pass', false],
    ['mx.example.com; spf=fail (dmarc=pass header.from=gmail.com)', false],
    ['mx.example.com; spf=fail (; dmarc=pass header.from=gmail.com', false],
    ['mx.example.com; spf=pass smtp.mailfrom="x; dmarc=pass header.from=gmail.com"', false],
    ['(mx.example.com) other.example; dmarc=pass header.from=gmail.com', false],
    ['other.example; mx.example.com; dmarc=pass header.from=gmail.com', false],
    ['mx.example.com; none', false],
    ['', false],
  ])('%s: %s', (value, proven) => {
    expect(proves(value)).toBe(proven);
  });

  test('and not where the server says both, or says it below its own trace', () => {
    const [pass, fail] = [
      'mx.example.com; dmarc=pass header.from=gmail.com',
      'mx.example.com; dmarc=fail header.from=gmail.com',
    ];
    expect(proves('mx.example.com; dkim=pass', pass)).toBe(true);
    expect(proves(pass, fail)).toBe(false);
    expect(proves('mx.example.com; spf=none', 'Received', pass)).toBe(false);
    expect(proves('Received', pass)).toBe(true);
  });
});

test('any bytes can be read', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), async (bytes) => {
      const mail = await readMail(Buffer.from(bytes));
      expect(Array.isArray(mail.from)).toBe(true);
    }),
    { numRuns: 200 },
  );
  const raw = mailFixture('attachments');
  for (let end = 0; end < raw.length; end += 97) await readMail(raw.subarray(0, end));
});

test('hostile mails are read in no time', async () => {
  const head = 'From: a@b.example\r\nMessage-ID: <x@b.example>\r\n';
  const nested = Array.from(
    { length: 90 },
    (_, at) => `Content-Type: multipart/mixed; boundary="${at}"\r\n\r\n--${at}\r\n`,
  );
  const hostile = {
    spaces: `${head}\r\na${' '.repeat(190_000)}b\r\n`,
    'one long line': `${head}\r\nhi\r\n\r\nRegards\r\n\r\n${'x'.repeat(190_000)}\r\n`,
    'closing marks': `${head}\r\n${'> '.repeat(90_000)}\r\n`,
    'many lines': `${head}\r\n${'On 1 Jan Bob wrote:\r\n'.repeat(9_000)}`,
    'deep HTML': `${head}Content-Type: text/html\r\n\r\n${'<div><blockquote>'.repeat(20_000)}x`,
    'broken HTML': `${head}Content-Type: text/html\r\n\r\n${'<a href="'.repeat(100_000)}`,
    'deep parts': head + nested.join(''),
    'many parts': `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n'.repeat(400)}`,
    references: `${head}References: ${'<a@b> '.repeat(30_000)}\r\n\r\nx`,
    results: `${head}Authentication-Results: ${'('.repeat(100_000)}\r\n\r\nx`,
    subject: `${head}Subject: ${'Re: '.repeat(50_000)}\r\n\r\nx`,
  };
  for (const [name, raw] of Object.entries(hostile)) {
    const from = performance.now();
    const mail = await readMail(Buffer.from(raw));
    newText(mail.text);
    mailKind(mail, {}, { ours, isOurMessageId: false });
    provesSender(mail.headers, { from: 'a@b.example', authservId: 'mx.example.com' });
    expect([name, mail.from]).toEqual([name, [{ address: 'a@b.example' }]]);
    const took = performance.now() - from;
    expect(took, `${name} took ${took.toFixed()} ms`).toBeLessThan(3_000);
  }
});

const growing: { [name: string]: (size: number) => unknown } = {
  'lines that may introduce a quote': (size) => newText(`<a@b>\n${'Am 1 um 2 schrieb x'.repeat(size)}`),
  'nothing but @': (size) => newText(`<${'@'.repeat(19 * size)}`),
  'lines of @': (size) => newText(`on ${' '.repeat(100)}<${'@'.repeat(1.8 * size)}\n`.repeat(100)),
  'hidden elements': (size) => safeHtml('x'.repeat(300 * size) + '<i hidden>a</i>'.repeat(20 * size)),
  'elements in elements': (size) => safeHtml('<div>'.repeat(50 * size)),
};

test.each(Object.entries(growing))('%s take no more than their length does', (_name, read) => {
  const took = (size: number) => {
    const from = performance.now();
    read(size);
    return performance.now() - from;
  };
  took(100);
  // What grows with the square takes 64 times as long.
  const short = Math.min(took(125), took(125), took(125));
  expect(took(1_000)).toBeLessThan(24 * short + 250);
});

test('what has more parts than anybody writes is said to be unreadable', async () => {
  const part = '--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n';
  const raw = `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${part.repeat(5_000)}`;
  await expect(readMail(Buffer.from(raw))).rejects.toBeInstanceOf(UnreadableMail);
});

test('what takes too long to read keeps nobody waiting, and is given up', async () => {
  const reader = createMailReader({ threads: 1, deadlineMs: 1_500 });
  const slow = Buffer.from(`From: a@b.example\r\nTo: ${'a:'.repeat(200_000)}\r\n\r\nx`);
  const mail = await reader.read(mailFixture('gmail-en'));
  expect(mail).toEqual(structuredClone(await read('gmail-en')));
  let beats = 0;
  const heart = setInterval(() => (beats += 1), 20);
  await expect(reader.read(slow)).rejects.toBeInstanceOf(UnreadableMail);
  clearInterval(heart);
  expect(beats).toBeGreaterThan(20);
  expect(await reader.read(mailFixture('gmail-en'))).toEqual(mail);
  await reader.close();
});
