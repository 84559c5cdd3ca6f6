import type { Mail, MailEnvelope } from './mail.ts';

/** What a mail server says about a mail of ours: RFC 3464, or what older ones write instead. */
export type Bounce = {
  /** Message-IDs in what it returns; ours is one of them if it is about us. */
  about: string[];
  /** `delayed` and the like change nothing. */
  failed: boolean;
  /** `5.1.1`, where it says so. */
  status?: string;
};

export function bounceOf(mail: Mail, { from }: Pick<MailEnvelope, 'from'> = {}): Bounce | null {
  const report = mail.headers.find(
    ({ key, value }) =>
      key === 'content-type' &&
      /^multipart\/report\b/i.test(value) &&
      /report-type\s*=\s*"?delivery-status/i.test(value),
  );
  const parts = mail.files.map(({ mediaType, content }) => ({
    mediaType,
    text: Buffer.from(content).toString('utf8', 0, 100_000),
  }));
  const status = parts.find(({ mediaType }) => mediaType === 'message/delivery-status');
  const fromServer = /^(?:mailer-daemon|postmaster)@/.test(mail.from[0]?.address ?? '');
  if (
    !report &&
    // A person may attach one, and asks what it is.
    !(status && (fromServer || from === null)) &&
    !(fromServer && /undeliver|delivery|returned|failure|unzustellbar|échec|no se pudo/i.test(mail.subject))
  )
    return null;

  const words = status?.text ?? mail.text;
  const actions = [...words.matchAll(/^Action:\s*(\w+)/gim)].map(([, action = '']) => action.toLowerCase());
  const code =
    /^Status:\s*([245]\.\d{1,3}\.\d{1,3})/im.exec(words)?.[1] ?? /\b5\.\d{1,3}\.\d{1,3}\b/.exec(words)?.[0];
  const returned = [...parts.map(({ text }) => text), mail.text].join('\n');
  return {
    about: [
      ...new Set([
        ...[...returned.matchAll(/^Message-ID:\s*(<[^\s<>]{3,300}>)/gim)].map(([, id = '']) => id),
        ...mail.inReplyTo,
        ...mail.references,
      ]),
    ].slice(0, 20),
    failed:
      actions.length > 0
        ? actions.includes('failed')
        : !/delay|temporar|will (?:retry|keep trying)/i.test(words),
    ...(code !== undefined && { status: code }),
  };
}
