/** What sets a channel up, for people who look at the settings. Secrets come from the environment, never from a page. */
export type ChannelSetup = {
  name: string;
  title: string;
  /** Who carries it, where that is not us. */
  provider?: string;
  /** Below `docs`. */
  docs: string;
  /** Variables without which it is off; none where it is always on. */
  required: readonly string[];
  optional: readonly string[];
  /** How somebody is named to whom a test goes; missing where the channel is tried on its own page. */
  destination?: Destination;
  /** The page on which it is tried, below the public address. */
  page?: string;
};

export type Destination = { kind: 'phone' | 'email' | 'account'; label: string; hint: string };

const phone: Destination = {
  kind: 'phone',
  label: 'Your telephone number',
  hint: 'With the country, such as +44 7700 900123.',
};

const accountOf = (where: string, kind: string): Destination => ({
  kind: 'account',
  label: `Your account at ${where}`,
  hint: `Write to it first, from your own account: nobody can be written to there before. The number stands on your customer page, behind ${kind}.`,
});

const twilio = ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'];
const plivo = ['PLIVO_AUTH_ID', 'PLIVO_AUTH_TOKEN'];
const meta = ['META_APP_SECRET', 'META_VERIFY_TOKEN', 'META_PAGE_ID', 'META_PAGE_TOKEN'];

/** Every channel the product knows, in the order of the settings; one that is missing here breaks a test. */
export const channelSetups: readonly ChannelSetup[] = [
  {
    name: 'webchat',
    title: 'Web chat',
    docs: 'channels/choosing.md',
    required: [],
    optional: ['WEBCHAT_IDENTITY_SECRET', 'WEBCHAT_ALLOWED_ORIGINS'],
    page: '/chat',
  },
  {
    name: 'portal',
    title: 'Portal',
    docs: 'channels/portal.md',
    required: [],
    optional: [],
    page: '/portal',
  },
  {
    name: 'email',
    title: 'E-mail',
    docs: 'channels/email.md',
    required: ['EMAIL_ADDRESS', 'EMAIL_SMTP_URL'],
    optional: [
      'EMAIL_ALIASES',
      'EMAIL_NAME',
      'EMAIL_PLUS_ADDRESSES',
      'EMAIL_IMAP_URL',
      'EMAIL_LISTEN_PORT',
      'EMAIL_LISTEN_HOST',
      'EMAIL_TLS_CERT',
      'EMAIL_TLS_KEY',
      'EMAIL_AUTHSERV_ID',
      'EMAIL_CHECKED_BY',
      'EMAIL_MAX_BYTES',
    ],
    destination: { kind: 'email', label: 'Your e-mail address', hint: 'One whose mailbox you can open.' },
  },
  {
    name: 'sms',
    title: 'SMS',
    provider: 'Twilio',
    docs: 'channels/sms-whatsapp.md',
    required: [...twilio, 'TWILIO_SMS_FROM'],
    optional: ['TWILIO_BASE_URL'],
    destination: phone,
  },
  {
    name: 'plivo-sms',
    title: 'SMS',
    provider: 'Plivo',
    docs: 'channels/plivo-sms.md',
    required: [...plivo, 'PLIVO_SMS_FROM'],
    optional: ['PLIVO_BASE_URL'],
    destination: phone,
  },
  {
    name: 'whatsapp',
    title: 'WhatsApp',
    provider: 'Twilio',
    docs: 'channels/sms-whatsapp.md',
    required: [...twilio, 'TWILIO_WHATSAPP_FROM'],
    optional: ['TWILIO_WHATSAPP_TEMPLATE', 'TWILIO_BASE_URL'],
    destination: phone,
  },
  {
    name: 'voice',
    title: 'Phone',
    provider: 'Twilio or Plivo',
    docs: 'channels/voice.md',
    required: [...twilio, 'TWILIO_VOICE_FROM'],
    optional: [
      'TWILIO_VOICE_MODE',
      'TWILIO_VOICE_AGENT_NUMBER',
      'TWILIO_VOICE_RECORDING_ANNOUNCEMENT',
      'TWILIO_VOICE_TRUSTED_TRUNKS',
      ...plivo,
      'PLIVO_VOICE_FROM',
      'PLIVO_VOICE_AGENT_NUMBER',
      'PLIVO_VOICE_RECORDING_ANNOUNCEMENT',
      'THROUGHLINE_UNPROVEN_CALLBACKS_PER_HOUR',
    ],
    destination: phone,
  },
  {
    name: 'telegram',
    title: 'Telegram',
    docs: 'channels/telegram.md',
    required: ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_WEBHOOK_SECRET'],
    optional: ['TELEGRAM_BASE_URL'],
    destination: accountOf('Telegram', 'telegram:'),
  },
  {
    name: 'messenger',
    title: 'Messenger',
    provider: 'Meta',
    docs: 'channels/meta.md',
    required: meta,
    optional: ['META_HUMAN_AGENT', 'META_BASE_URL'],
    destination: accountOf('Messenger', 'messenger:'),
  },
  {
    name: 'instagram',
    title: 'Instagram',
    provider: 'Meta',
    docs: 'channels/meta.md',
    required: [...meta, 'META_INSTAGRAM_ID'],
    optional: ['META_HUMAN_AGENT', 'META_BASE_URL'],
    destination: accountOf('Instagram', 'instagram:'),
  },
];
