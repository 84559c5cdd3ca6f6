import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

type Kept = { uid: number; raw: Buffer; flags: Set<string>; at: Date };

export type ImapServer = Awaited<ReturnType<typeof startImapServer>>;

/**
 * A mailbox that speaks as much of IMAP4rev1 (RFC 3501, and IDLE, RFC 2177) as a client needs that takes unread mails: sign in,
 * open a folder, search, fetch, set flags, wait for news.
 */
export async function startImapServer({ user, password }: { user: string; password: string }) {
  const mails: Kept[] = [];
  const idling = new Set<Socket>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.write('* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n');
    let rest = '';
    let idleTag = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (idleTag !== '' && /^done$/i.test(line)) {
          idling.delete(socket);
          socket.write(`${idleTag} OK done\r\n`);
          idleTag = '';
        } else if (/^\S+ IDLE$/i.test(line)) {
          idleTag = line.split(' ')[0] ?? '';
          idling.add(socket);
          socket.write('+ waiting\r\n');
        } else answer(socket, line);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  function answer(socket: Socket, line: string): void {
    const [tag = '', first = '', ...more] = line.split(' ');
    const isUid = first.toUpperCase() === 'UID';
    const command = (isUid ? (more.shift() ?? '') : first).toUpperCase();
    const rest = more.join(' ');
    const ok = (text = 'done') => socket.write(`${tag} OK ${text}\r\n`);
    switch (command) {
      case 'CAPABILITY':
        socket.write('* CAPABILITY IMAP4rev1 IDLE\r\n');
        return void ok();
      case 'LOGIN': {
        const [given, secret] = [...rest.matchAll(/"([^"]*)"|(\S+)/g)].map(
          ([, quoted, bare]) => quoted ?? bare,
        );
        return void (given === user && secret === password ? ok() : socket.write(`${tag} NO wrong\r\n`));
      }
      case 'LIST':
      case 'LSUB':
        socket.write(`* ${command} (\\HasNoChildren) "/" INBOX\r\n`);
        return void ok();
      case 'SELECT':
        socket.write(
          `* FLAGS (\\Seen \\Flagged)\r\n* ${mails.length} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] valid\r\n* OK [UIDNEXT ${mails.length + 1}] next\r\n* OK [PERMANENTFLAGS (\\Seen \\Flagged)] kept\r\n`,
        );
        return void ok('[READ-WRITE] open');
      case 'SEARCH': {
        const [, since = ''] = /SINCE "?([\w-]+)/i.exec(rest) ?? [];
        const from = since === '' ? 0 : Date.parse(since);
        const unseen = mails.filter(({ flags, at }) => !flags.has('\\Seen') && at.getTime() >= from);
        socket.write(`* SEARCH ${unseen.map(({ uid }) => uid).join(' ')}\r\n`);
        return void ok();
      }
      case 'FETCH': {
        const [range = '', ...items] = rest.split(' ');
        for (const mail of mails.filter(({ uid }) => inRange(uid, range)))
          writeFetch(socket, mail, items.join(' ').toUpperCase());
        return void ok();
      }
      case 'STORE': {
        const [range = ''] = rest.split(' ');
        for (const mail of mails.filter(({ uid }) => inRange(uid, range))) {
          for (const flag of rest.match(/\\\w+/g) ?? []) mail.flags.add(flag);
          socket.write(`* ${mail.uid} FETCH (UID ${mail.uid} FLAGS (${[...mail.flags].join(' ')}))\r\n`);
        }
        return void ok();
      }
      case 'LOGOUT':
        socket.end(`* BYE\r\n${tag} OK bye\r\n`);
        return;
      case 'NOOP':
      case 'CLOSE':
        return void ok();
      default:
        socket.write(`${tag} BAD unknown\r\n`);
    }
  }

  return {
    url: `imap://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    /** A mail arrives, and whoever waits hears of it. */
    deliver(raw: Buffer, at = new Date()): Kept {
      const mail = { uid: mails.length + 1, raw, flags: new Set<string>(), at };
      mails.push(mail);
      for (const socket of idling) socket.write(`* ${mails.length} EXISTS\r\n`);
      return mail;
    },
    /** Breaks all lines, as a server does that is started again. */
    drop() {
      for (const socket of sockets) socket.destroy();
    },
    connections: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function writeFetch(socket: Socket, { uid, raw, flags, at }: Kept, items: string): void {
  const parts = [`UID ${uid}`];
  if (items.includes('FLAGS')) parts.push(`FLAGS (${[...flags].join(' ')})`);
  if (items.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${raw.length}`);
  if (items.includes('INTERNALDATE')) parts.push(`INTERNALDATE "${internalDate(at)}"`);
  if (!items.includes('BODY')) return void socket.write(`* ${uid} FETCH (${parts.join(' ')})\r\n`);
  socket.write(`* ${uid} FETCH (${parts.join(' ')} BODY[] {${raw.length}}\r\n`);
  socket.write(raw);
  socket.write(')\r\n');
}

/** `21-Nov-2026 10:03:00 +0000`, as RFC 3501 has it. */
function internalDate(at: Date): string {
  const [, day, month, year, time] = at.toUTCString().split(' ');
  return `${day}-${month}-${year} ${time} +0000`;
}

function inRange(uid: number, range: string): boolean {
  return range.split(',').some((part) => {
    const [from = '', to = from] = part.split(':');
    return uid >= Number(from) && (to === '*' || uid <= Number(to));
  });
}
