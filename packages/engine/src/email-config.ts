import { z } from 'zod';
import { about, isAddressOrRange, list, text } from './config-fields.ts';
import { mailAddress } from './mail/mail-address.ts';

/** Of the e-mail channel. Holds secrets: never log it. */
export type EmailConfig = {
  /** Ours; the first is the one that we write from where nobody wrote to another. */
  addresses: string[];
  displayName: string;
  smtpUrl: string;
  /** Whether `support+anything@` reaches us too. */
  plusAddresses: boolean;
  /** Our own mail server; `tls`: paths of PEM files. */
  listen?: { port: number; host: string; tls?: { cert: string; key: string } };
  imapUrl?: string;
  /** By which the receiving server signs its Authentication-Results. */
  authservId?: string;
  /** Where that server connects from, if it hands mails over to ours. */
  checkedBy: string[];
  maxBytes: number;
};

// The reply address holds 40 more characters before the @, of which there may be 64.
const ourAddress = text.transform((value, context) => {
  const address = mailAddress(value);
  if (address !== null && address.indexOf('@') <= 24 && !address.includes('+')) return address;
  context.addIssue('is not an address whose part before the @ has at most 24 characters and no plus.');
  return z.NEVER;
});

function urlOf(schemes: string[]) {
  return text.refine(
    (value) =>
      URL.canParse(value) && schemes.includes(new URL(value).protocol) && new URL(value).hostname !== '',
    `is not an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`,
  );
}

export const emailEnvironment = z.object({
  EMAIL_ADDRESS: ourAddress
    .optional()
    .meta(about('E-mail', 'Our address; turns e-mail on.', { example: 'support@example.com' })),
  EMAIL_ALIASES: list
    .pipe(z.array(ourAddress))
    .default([])
    .meta(
      about(
        'E-mail',
        'Further addresses of ours, separated by commas; answers come from the one that was written to.',
      ),
    ),
  EMAIL_NAME: text
    .max(60, 'is longer than 60 characters.')
    .default('Support')
    .meta(about('E-mail', 'Name that customers see beside our address.')),
  EMAIL_SMTP_URL: urlOf(['smtp:', 'smtps:'])
    .optional()
    .meta(
      about('E-mail', 'Mail server that sends for us, with user and password.', {
        example: 'smtp://user:password@smtp.example.com:587',
        secret: true,
      }),
    ),
  EMAIL_PLUS_ADDRESSES: z
    .enum(['on', 'off'], 'is neither on nor off.')
    .default('on')
    .meta(
      about(
        'E-mail',
        '`off` where `support+something@` does not reach us; then answers are found by their headers and the token in their subject alone.',
      ),
    ),
  EMAIL_LISTEN_PORT: z.coerce
    .number('is not a number.')
    .int('is not a whole number.')
    .min(0, 'is not a port.')
    .max(65_535, 'is not a port.')
    .optional()
    .meta(
      about(
        'E-mail',
        'Port of a mail server of our own, which takes mail for our addresses; 0 takes a free one.',
        { example: '2525' },
      ),
    ),
  EMAIL_LISTEN_HOST: text.default('0.0.0.0').meta(about('E-mail', 'Address that mail server listens on.')),
  EMAIL_TLS_CERT: text.optional().meta(about('E-mail', 'Path of its certificate (PEM); turns STARTTLS on.')),
  EMAIL_TLS_KEY: text.optional().meta(about('E-mail', 'Path of the private key (PEM) of that certificate.')),
  EMAIL_IMAP_URL: urlOf(['imap:', 'imaps:'])
    .optional()
    .meta(
      about('E-mail', 'Mailbox whose unread mails are taken; the path is the folder, INBOX without one.', {
        example: 'imaps://user:password@imap.example.com/INBOX',
        secret: true,
      }),
    ),
  EMAIL_AUTHSERV_ID: text
    .regex(/^[\w.-]+$/, 'is not the name of a server.')
    .optional()
    .meta(
      about(
        'E-mail',
        'Name by which the server that receives for us signs `Authentication-Results`. Only its word makes a sender proven; without it every sender is a claim.',
        { example: 'mx.example.com' },
      ),
    ),
  EMAIL_CHECKED_BY: list
    .refine(
      (entries) => entries.every(isAddressOrRange),
      'has an entry that is neither an IP address nor a range.',
    )
    .default([])
    .meta(
      about(
        'E-mail',
        'Addresses or ranges from which that server hands mails over to our own mail server, separated by commas. What others hand over is never proven.',
        { example: '10.0.0.0/8' },
      ),
    ),
  EMAIL_MAX_BYTES: z.coerce
    .number('is not a number.')
    .int('is not a whole number.')
    .min(10_000, 'is below 10,000.')
    .max(100_000_000, 'is above 100,000,000.')
    .default(25_000_000)
    .meta(about('E-mail', 'Largest mail that is taken, in bytes.')),
});

export const emailPairs = [
  ['EMAIL_ADDRESS', 'EMAIL_SMTP_URL'],
  ['EMAIL_SMTP_URL', 'EMAIL_ADDRESS'],
  ['EMAIL_LISTEN_PORT', 'EMAIL_ADDRESS'],
  ['EMAIL_IMAP_URL', 'EMAIL_ADDRESS'],
  ['EMAIL_TLS_CERT', 'EMAIL_TLS_KEY'],
  ['EMAIL_TLS_KEY', 'EMAIL_TLS_CERT'],
  ['EMAIL_CHECKED_BY', 'EMAIL_AUTHSERV_ID'],
] as const;

export function emailConfigOf(env: z.infer<typeof emailEnvironment>): EmailConfig | undefined {
  const { EMAIL_ADDRESS: address, EMAIL_SMTP_URL: smtpUrl } = env;
  if (address === undefined || smtpUrl === undefined) return undefined;
  const { EMAIL_TLS_CERT: cert, EMAIL_TLS_KEY: key, EMAIL_LISTEN_PORT: port, EMAIL_LISTEN_HOST: host } = env;
  const tls = cert !== undefined && key !== undefined ? { cert, key } : undefined;
  return {
    addresses: [...new Set([address, ...env.EMAIL_ALIASES])],
    displayName: env.EMAIL_NAME,
    smtpUrl,
    plusAddresses: env.EMAIL_PLUS_ADDRESSES === 'on',
    ...(port !== undefined && { listen: { port, host, ...(tls && { tls }) } }),
    ...(env.EMAIL_IMAP_URL !== undefined && { imapUrl: env.EMAIL_IMAP_URL }),
    ...(env.EMAIL_AUTHSERV_ID !== undefined && { authservId: env.EMAIL_AUTHSERV_ID }),
    checkedBy: env.EMAIL_CHECKED_BY,
    maxBytes: env.EMAIL_MAX_BYTES,
  };
}
