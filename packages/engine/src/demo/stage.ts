import { styleText } from 'node:util';
import type { Driver, Line, Person } from './line.ts';
import { until } from './until.ts';

const names: { [channel: string]: string } = {
  webchat: 'Web chat',
  sms: 'SMS',
  email: 'E-mail',
  voice: 'Phone',
  telegram: 'Telegram',
  portal: 'Portal',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
};

export type Stage = ReturnType<typeof createStage>;

type StageDeps = { lines: Line[]; person: Person; say: (line: string) => void };

/** The lines of one person, and what is said on them, printed as it happens: one timeline. */
export function createStage({ lines, person, say }: StageDeps) {
  const drivers = new Map<string, Promise<Driver>>();
  const said: { channel: string; text: string }[] = [];
  const print = (channel: string, who: string, text: string) => {
    const place = styleText('dim', (names[channel] ?? channel).padEnd(10));
    const name =
      who === 'Ana' ? styleText('bold', who.padEnd(5)) : styleText(['bold', 'cyan'], who.padEnd(5));
    say(`${place}${name}${text.replaceAll(/\s*\n\s*/g, ' ')}`);
  };

  function on(channel: string): Promise<Driver> {
    const known = drivers.get(channel);
    if (known) return known;
    const line = lines.find(({ name }) => name === channel);
    if (!line) throw new Error(`there is no channel ${channel}`);
    const opened = line.open(person);
    drivers.set(channel, opened);
    return opened;
  }

  return {
    on,
    said,
    notes: (text: string) => say(styleText('dim', `${' '.repeat(15)}${text}`)),
    async says(channel: string, text: string): Promise<void> {
      print(channel, 'Ana', text);
      await (await on(channel)).say(text);
      said.push({ channel, text });
    },
    /** Remembers what was heard so far. What is called then waits for words that fit, and prints all that came. */
    async awaits(channel: string, who: string, pattern: RegExp): Promise<() => Promise<void>> {
      const driver = await on(channel);
      const before = (await driver.heard()).length;
      return async () => {
        let texts: string[] = [];
        await until(
          async () => {
            texts = (await driver.heard()).slice(before);
            return texts.some((text) => pattern.test(text));
          },
          () => `nothing was said on ${channel} that fits ${pattern.source}`,
        );
        for (const text of texts) print(channel, who, text);
      };
    },
    /** Everything that was heard, on all lines. */
    async heard(): Promise<string[]> {
      const all = await Promise.all([...drivers.values()].map(async (driver) => (await driver).heard()));
      return all.flat();
    },
    async close(): Promise<void> {
      for (const driver of drivers.values()) await (await driver).close?.();
    },
  };
}
