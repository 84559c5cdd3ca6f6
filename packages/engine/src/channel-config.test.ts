import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.ts';

const least = {
  THROUGHLINE_TEMPORAL_ADDRESS: 'localhost:7233',
  THROUGHLINE_MONGODB_URL: 'mongodb://localhost:27017',
  THROUGHLINE_CHROMA_URL: 'http://localhost:8000/',
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

const telegram = {
  TELEGRAM_BOT_TOKEN: '123456:ABC-DEF',
  TELEGRAM_WEBHOOK_SECRET: 'a-secret-of-enough-letters',
};
const meta = {
  META_APP_SECRET: 'app',
  META_VERIFY_TOKEN: 'verify',
  META_PAGE_ID: '102290129340398',
  META_PAGE_TOKEN: 'page',
};
const plivo = { PLIVO_AUTH_ID: 'MAXXXXXXXXXXXXXXXXXX', PLIVO_AUTH_TOKEN: 'token' };

function channelsOf(env: { [name: string]: string }) {
  const loaded = loadConfig({ ...least, ...env });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded.config.channels;
}

function missing(env: { [name: string]: string }): string[] {
  const loaded = loadConfig({ ...least, ...env });
  return loaded.ok ? [] : loaded.issues.map(({ variable }) => variable);
}

describe('the variables of channels', () => {
  it('turn nothing on by themselves', () => {
    expect(channelsOf({})).toEqual({});
  });

  it('make a channel when they are complete', () => {
    expect(channelsOf({ ...telegram, ...meta, ...plivo })).toEqual({
      telegram: {
        botToken: '123456:ABC-DEF',
        webhookSecret: 'a-secret-of-enough-letters',
        baseUrl: 'https://api.telegram.org',
      },
      meta: {
        appSecret: 'app',
        verifyToken: 'verify',
        pageId: '102290129340398',
        pageToken: 'page',
        humanAgent: false,
        baseUrl: 'https://graph.facebook.com/v25.0',
      },
      plivo: { authId: 'MAXXXXXXXXXXXXXXXXXX', authToken: 'token', baseUrl: 'https://api.plivo.com' },
    });
    const more = {
      META_INSTAGRAM_ID: '17841405309211844',
      META_HUMAN_AGENT: 'on',
      PLIVO_SMS_FROM: '+441632960004',
    };
    expect(channelsOf({ ...meta, ...plivo, ...more })).toMatchObject({
      meta: { instagramId: '17841405309211844', humanAgent: true },
      plivo: { smsFrom: '+441632960004' },
    });
  });

  it.each(
    Object.entries({ ...telegram, ...meta, ...plivo }).flatMap(([name]) => {
      const groups: { [name: string]: string }[] = [telegram, meta, plivo];
      const group = groups.find((each) => name in each) ?? {};
      return [[name, group] as const];
    }),
  )('name %s when it alone is missing', (name, group) => {
    const rest = Object.fromEntries(Object.entries(group).filter(([each]) => each !== name));
    expect(missing(rest)).toEqual([name]);
  });

  it('are refused when they cannot be right, without being repeated', () => {
    const wrong = {
      TELEGRAM_BOT_TOKEN: 'hunter2',
      META_PAGE_ID: 'my page',
      PLIVO_AUTH_ID: 'x',
      META_HUMAN_AGENT: 'maybe',
    };
    const loaded = loadConfig({ ...least, ...telegram, ...meta, ...plivo, ...wrong });
    if (loaded.ok) throw new Error('it was taken');
    expect(loaded.issues.map(({ variable }) => variable).toSorted()).toEqual(Object.keys(wrong).toSorted());
    expect(JSON.stringify(loaded.issues)).not.toContain('hunter2');
  });
});
