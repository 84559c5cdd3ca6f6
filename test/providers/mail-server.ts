import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { ParsedMail } from 'mailparser';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

export type ReceivedMail = { raw: string; from: string; to: string[]; mail: ParsedMail };

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** What a mail server may do with the next mail. */
export type Behaviour =
  /** Refuses the recipient, or the message, for good or for now. */
  | { refuse: 'recipient' | 'message'; code: number }
  /** Takes the mail and breaks the line off before it says so. */
  | 'take-and-drop'
  /** Breaks off when the mail is to come. */
  | 'drop'
  /** Looks into the mail for so long before it says that it takes it. */
  | { answerAfterMs: number };

/** The customers' mail server, a real one: it keeps every mail it took, and can misbehave as real ones do. */
export async function startMailServer() {
  const received: ReceivedMail[] = [];
  const next: Behaviour[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo(_address, _session, callback) {
      const behaviour = next[0];
      if (typeof behaviour !== 'object' || !('refuse' in behaviour) || behaviour.refuse !== 'recipient')
        return callback();
      next.shift();
      return callback(answer(behaviour.code, 'not this recipient'));
    },
    onData(stream, { envelope }, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const behaviour = next.shift();
        if (typeof behaviour === 'object' && 'refuse' in behaviour)
          return callback(answer(behaviour.code, 'not this message'));
        if (behaviour === 'drop') return dropAll();
        const raw = Buffer.concat(chunks);
        void simpleParser(raw).then((mail) => {
          received.push({
            raw: raw.toString('latin1'),
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
            mail,
          });
          if (behaviour === 'take-and-drop') dropAll();
          else if (typeof behaviour === 'object') setTimeout(callback, behaviour.answerAfterMs);
          else callback();
        });
      });
    },
  });
  const sockets = new Set<import('node:net').Socket>();
  server.on('error', () => undefined);
  server.server.on('connection', (socket: import('node:net').Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));

  function dropAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    /** The next mails are treated so. */
    treatNext: (...behaviours: Behaviour[]) => void next.push(...behaviours),
    /** The newest mail to this address, once there are so many. */
    async mailTo(address: string, count = 1): Promise<ReceivedMail> {
      for (const end = Date.now() + 20_000; Date.now() < end; await pause(20)) {
        const mails = received.filter(({ to }) => to.includes(address));
        const last = mails.at(-1);
        if (last && mails.length >= count) return last;
      }
      throw new Error(`${address} got fewer than ${count} mails`);
    },
    stop: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function answer(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}
