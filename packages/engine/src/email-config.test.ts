import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const least = {
  THROUGHLINE_TEMPORAL_ADDRESS: 'localhost:7233',
  THROUGHLINE_MONGODB_URL: 'mongodb://localhost:27017',
  THROUGHLINE_CHROMA_URL: 'http://localhost:8000/',
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

const email = { EMAIL_ADDRESS: 'Support@Example.com', EMAIL_SMTP_URL: 'smtp://u:p@smtp.example.com:587' };

test('e-mail is off without an address, and on with one and a way to send', () => {
  const off = loadConfig(least);
  expect(off.ok && off.config.channels.email).toBeUndefined();
  const on = loadConfig({ ...least, ...email });
  expect(on.ok && on.config.channels.email).toEqual({
    addresses: ['support@example.com'],
    displayName: 'Support',
    smtpUrl: 'smtp://u:p@smtp.example.com:587',
    plusAddresses: true,
    checkedBy: [],
    maxBytes: 25_000_000,
  });
});

test('everything of it can be set', () => {
  const loaded = loadConfig({
    ...least,
    ...email,
    EMAIL_ALIASES: 'help@example.com, support@example.com',
    EMAIL_NAME: 'Example',
    EMAIL_PLUS_ADDRESSES: 'off',
    EMAIL_LISTEN_PORT: '2525',
    EMAIL_TLS_CERT: '/certs/mail.pem',
    EMAIL_TLS_KEY: '/certs/mail.key',
    EMAIL_IMAP_URL: 'imaps://u:p@imap.example.com/INBOX',
    EMAIL_AUTHSERV_ID: 'mx.example.com',
    EMAIL_CHECKED_BY: '10.0.0.0/8,::1',
    EMAIL_MAX_BYTES: '1000000',
  });
  expect(loaded.ok && loaded.config.channels.email).toMatchObject({
    addresses: ['support@example.com', 'help@example.com'],
    plusAddresses: false,
    listen: { port: 2525, host: '0.0.0.0', tls: { cert: '/certs/mail.pem', key: '/certs/mail.key' } },
    imapUrl: 'imaps://u:p@imap.example.com/INBOX',
    authservId: 'mx.example.com',
    checkedBy: ['10.0.0.0/8', '::1'],
  });
});

test('what is wrong with it is said at once, and nothing secret with it', () => {
  const loaded = loadConfig({
    ...least,
    EMAIL_ADDRESS: 'a-name-that-is-much-too-long@example.com',
    EMAIL_ALIASES: 'help+x@example.com',
    EMAIL_SMTP_URL: 'http://user:hunter2@smtp.example.com',
    EMAIL_IMAP_URL: 'imap.example.com',
    EMAIL_PLUS_ADDRESSES: 'yes',
    EMAIL_LISTEN_PORT: '70000',
    EMAIL_TLS_CERT: '/certs/mail.pem',
    EMAIL_AUTHSERV_ID: 'mx example',
    EMAIL_CHECKED_BY: 'mx.example.com',
    EMAIL_MAX_BYTES: '5',
  });
  const issues = loaded.ok ? [] : loaded.issues;
  expect(Object.fromEntries(issues.map(({ variable, code }) => [variable, code]))).toEqual({
    EMAIL_ADDRESS: 'config.invalid',
    EMAIL_ALIASES: 'config.invalid',
    EMAIL_SMTP_URL: 'config.invalid',
    EMAIL_PLUS_ADDRESSES: 'config.invalid',
    EMAIL_LISTEN_PORT: 'config.invalid',
    EMAIL_TLS_KEY: 'config.missing',
    EMAIL_IMAP_URL: 'config.invalid',
    EMAIL_AUTHSERV_ID: 'config.invalid',
    EMAIL_CHECKED_BY: 'config.invalid',
    EMAIL_MAX_BYTES: 'config.invalid',
  });
  expect(JSON.stringify(issues)).not.toContain('hunter2');
  const alone = loadConfig({ ...least, EMAIL_IMAP_URL: 'imaps://u:p@imap.example.com' });
  expect(alone.ok || alone.issues).toMatchObject([{ variable: 'EMAIL_ADDRESS', code: 'config.missing' }]);
});
