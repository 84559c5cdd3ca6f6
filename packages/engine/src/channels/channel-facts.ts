import type { ChannelsConfig } from '../channel-config.ts';
import type { Config } from '../config-schema.ts';
import type { Channel } from './channel.ts';
import { configuredTelephony } from './voice/configured-telephony.ts';

/** Something to know about a channel that is set up; never a secret. */
export type ChannelFact = {
  label: string;
  value: string;
  help?: string;
  /** To be pasted elsewhere. */
  copy?: true;
};

export type FactsConfig = Pick<Config, 'publicUrl' | 'webchat' | 'channels'>;

export function channelFacts(channel: Channel, config: FactsConfig): ChannelFact[] {
  return [...(own[channel.name]?.(config) ?? []), ...addresses(channel, config)];
}

const own: { [name: string]: (config: FactsConfig) => ChannelFact[] } = {
  webchat: ({ publicUrl, webchat: { origins, identitySecret } }) => [
    { label: 'Chat page', value: `${publicUrl}/chat`, copy: true },
    {
      label: 'Widget',
      value: `<script src="${publicUrl}/widget.js" async></script>`,
      help: 'Put this line into the pages of your shop.',
      copy: true,
    },
    {
      label: 'Pages that may embed it',
      value: origins.length === 0 ? 'none but our own' : origins.join(', '),
      help: 'WEBCHAT_ALLOWED_ORIGINS names them.',
    },
    {
      label: 'Signed identities',
      value: identitySecret === undefined ? 'off: visitors stay unverified' : 'on',
      help: 'With WEBCHAT_IDENTITY_SECRET your site’s server says who is signed in there.',
    },
  ],
  portal: ({ publicUrl, channels: { email, twilio, plivo } }) => [
    { label: 'Page', value: `${publicUrl}/portal`, copy: true },
    {
      label: 'Codes go by',
      value:
        [email && 'e-mail', (twilio?.smsFrom ?? plivo?.smsFrom) !== undefined && 'SMS']
          .filter(Boolean)
          .join(' and ') || 'nothing: nobody can sign in',
      help: 'Customers sign in with a one-time code, by e-mail or SMS, whichever is set up.',
    },
  ],
  email: ({ channels: { email } }) =>
    email
      ? [
          {
            label: 'Addresses',
            value: email.addresses.join(', '),
            help: 'The first is the one we write from.',
          },
          { label: 'Name', value: email.displayName },
          {
            label: 'Mail comes in',
            value:
              [
                email.imapUrl && `from the mailbox at ${hostOf(email.imapUrl)}`,
                email.listen && `to our own mail server on port ${email.listen.port}`,
              ]
                .filter(Boolean)
                .join(' and ') || 'nowhere: set EMAIL_IMAP_URL or EMAIL_LISTEN_PORT',
          },
          { label: 'Mail goes out', value: `by ${hostOf(email.smtpUrl)}` },
          {
            label: 'Senders are proven',
            value: email.authservId === undefined ? 'never' : `on the word of ${email.authservId}`,
            help: 'EMAIL_AUTHSERV_ID names the server whose checks (SPF, DKIM, DMARC) are believed.',
          },
        ]
      : [],
  sms: ({ channels: { twilio } }) => [{ label: 'Our number', value: twilio?.smsFrom ?? '' }],
  'plivo-sms': ({ channels: { plivo } }) => [{ label: 'Our number', value: plivo?.smsFrom ?? '' }],
  whatsapp: ({ channels: { twilio } }) => [
    { label: 'Our number', value: twilio?.whatsappFrom ?? '' },
    {
      label: 'Template after 24 hours',
      value: twilio?.whatsappTemplate ?? 'none: nobody can be written to then',
      help: 'TWILIO_WHATSAPP_TEMPLATE names an approved one.',
    },
  ],
  voice: ({ channels }) => voiceFacts(channels),
  telegram: ({ channels: { telegram } }) => [
    { label: 'Bot', value: telegram?.botToken.split(':')[0] ?? '', help: 'Its number, not its token.' },
  ],
  messenger: ({ channels: { meta } }) => [
    { label: 'Page', value: meta?.pageId ?? '' },
    humanAgent(meta?.humanAgent),
  ],
  instagram: ({ channels: { meta } }) => [
    { label: 'Account', value: meta?.instagramId ?? '' },
    humanAgent(meta?.humanAgent),
  ],
};

function voiceFacts(channels: ChannelsConfig): ChannelFact[] {
  const configured = configuredTelephony(channels);
  if (!configured) return [];
  const { from, telephony, streamed, settings } = configured;
  return [
    { label: 'Our number', value: from },
    { label: 'Provider', value: telephony.name === 'twilio' ? 'Twilio' : 'Plivo' },
    {
      label: 'How calls are talked',
      value: streamed ? 'streamed: callers may interrupt' : 'turn by turn',
    },
    {
      label: 'Agents’ telephone',
      value: settings.agentNumber ?? 'none: callers are told a colleague will answer',
    },
    { label: 'Recording', value: settings.recordingAnnouncement === undefined ? 'off' : 'on, announced' },
  ];
}

function humanAgent(on: boolean | undefined): ChannelFact {
  return {
    label: 'Agents may answer for',
    value: on ? 'seven days' : 'one day',
    help: 'META_HUMAN_AGENT turns seven days on, once Meta has approved it.',
  };
}

/** What is pasted at the provider. */
function addresses({ name, webhooks = [] }: Channel, { publicUrl, channels }: FactsConfig): ChannelFact[] {
  const posted = webhooks
    .filter(({ method }) => method === 'post')
    .map(({ path, summary }) => ({ path, summary }));
  const telephony = name === 'voice' ? configuredTelephony(channels)?.telephony.name : undefined;
  const ofCalls =
    telephony === undefined
      ? []
      : [
          { path: `/channels/${telephony}/voice`, summary: 'A call comes in' },
          { path: `/channels/${telephony}/voice/status`, summary: 'A call ended' },
        ];
  return [...posted, ...ofCalls].map(({ path, summary }) => ({
    label: 'Webhook',
    value: `${publicUrl}${path}`,
    help: `${summary}. Paste it at the provider.`,
    copy: true,
  }));
}

/** Without user and password. */
function hostOf(url: string): string {
  return new URL(url).host;
}
