import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('./mails/', import.meta.url);

export const mailNames: string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.eml'))
  .map((name) => name.slice(0, -'.eml'.length));

/** A mail as it goes over the wire, byte by byte; `replace` puts in what only a test knows. */
export function mailFixture(name: string, replace: Record<string, string> = {}): Buffer {
  let mail = readFileSync(new URL(`${name}.eml`, folder), 'latin1').replace(/\r?\n/g, '\r\n');
  for (const [from, to] of Object.entries(replace)) mail = mail.replaceAll(from, to);
  return Buffer.from(mail, 'latin1');
}
