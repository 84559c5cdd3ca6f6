import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaTypeOf, safeFileName, safeMediaType } from './file-facts.ts';
import { png } from './testing/pictures.ts';

describe('the name of a file', () => {
  it.each([
    ['receipt.pdf', 'receipt.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Users\\ana\\me.png', 'C__Users_ana_me.png'],
    ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['two\r\nlines: "x".txt', 'twolines_ _x_.txt'],
    ['Rechnung Müller 🧾.pdf', 'Rechnung Müller 🧾.pdf'],
    ['', 'file'],
    ['...', 'file'],
    [undefined, 'file'],
  ])('%j is shown as %j', (given, shown) => expect(safeFileName(given)).toBe(shown));

  it('is short, and keeps its ending', () => {
    const name = safeFileName(`${'long '.repeat(100)}.jpeg`);
    expect(Array.from(name).length).toBe(120);
    expect(name).toMatch(/….jpeg$/);
  });

  it('never holds what leads elsewhere', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (given) => {
        const name = safeFileName(given);
        expect(name).not.toMatch(/[/\\\p{Cc}\p{Cf}\p{Surrogate}]|^\.|^$/u);
        expect(safeFileName(name)).toBe(name);
      }),
    );
  });
});

describe('the type of a file', () => {
  it('is what the bytes of a picture say, whatever its sender says', () => {
    expect(mediaTypeOf(png, 'text/html')).toBe('image/png');
    expect(mediaTypeOf(Buffer.from('<script>alert(1)</script>'), 'image/png')).toBe(
      'application/octet-stream',
    );
    expect(mediaTypeOf(Buffer.from('%PDF-1.7'), 'application/pdf')).toBe('application/pdf');
    expect(mediaTypeOf(Buffer.from('RIFF\0\0\0\0WEBPVP8 '), undefined)).toBe('image/webp');
    expect(mediaTypeOf(Buffer.from('RIFF\0\0\0\0WAVEfmt '), 'audio/wav')).toBe('audio/wav');
  });

  it('is one in form', () => {
    expect(safeMediaType('Image/JPEG; charset=x')).toBe('image/jpeg');
    for (const none of [undefined, '', 'x', 'a/b c', 'text/html\r\nX: y', '/', 'a/'])
      expect(safeMediaType(none)).toBe('application/octet-stream');
  });
});
