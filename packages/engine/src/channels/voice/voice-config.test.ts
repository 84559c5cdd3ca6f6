import { expect, it } from 'vitest';
import { loadConfig } from '../../config.ts';

const least = {
  THROUGHLINE_TEMPORAL_ADDRESS: 'localhost:7233',
  THROUGHLINE_MONGODB_URL: 'mongodb://localhost:27017',
  THROUGHLINE_CHROMA_URL: 'http://localhost:8000/',
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};
const account = { TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'secret' };

it('records nothing, calls nobody and trusts no trunk unless it is told to', () => {
  const loaded = loadConfig({ ...least, ...account, TWILIO_VOICE_FROM: '+441632960000' });
  expect(loaded.ok && loaded.config.channels.twilio).toMatchObject({
    voiceFrom: '+441632960000',
    voice: { mode: 'gather', trustedTrunks: [] },
  });
  expect(loaded.ok && Object.keys(loaded.config.channels.twilio?.voice ?? {})).toEqual([
    'mode',
    'trustedTrunks',
  ]);
});

it('takes what it is told, and says what is wrong with it', () => {
  const set = {
    ...{ ...least, ...account, TWILIO_VOICE_FROM: '+441632960000', TWILIO_VOICE_MODE: 'relay' },
    TWILIO_VOICE_AGENT_NUMBER: '+441632960001',
    TWILIO_VOICE_RECORDING_ANNOUNCEMENT: 'This call is recorded.',
    TWILIO_VOICE_TRUSTED_TRUNKS: 'pbx.sip.twilio.com, TK1',
  };
  const loaded = loadConfig(set);
  expect(loaded.ok && loaded.config.channels.twilio?.voice).toEqual({
    mode: 'relay',
    agentNumber: '+441632960001',
    recordingAnnouncement: 'This call is recorded.',
    trustedTrunks: ['pbx.sip.twilio.com', 'TK1'],
  });
  const wrong = loadConfig({
    ...set,
    TWILIO_VOICE_MODE: 'shout',
    TWILIO_VOICE_AGENT_NUMBER: '0800',
    TWILIO_VOICE_FROM: '',
  });
  expect(wrong.ok ? [] : wrong.issues.map(({ variable, code }) => [variable, code])).toEqual([
    ['TWILIO_VOICE_FROM', 'config.missing'],
    ['TWILIO_VOICE_MODE', 'config.invalid'],
    ['TWILIO_VOICE_AGENT_NUMBER', 'config.invalid'],
  ]);
});

it('has calls by one provider only', () => {
  const plivo = { PLIVO_AUTH_ID: 'MA00000000000000ABCD', PLIVO_AUTH_TOKEN: 'secret' };
  const own = { ...least, ...plivo, PLIVO_VOICE_FROM: '+441632960000' };
  const loaded = loadConfig({ ...own, PLIVO_VOICE_AGENT_NUMBER: '+441632960001' });
  expect(loaded.ok && loaded.config.channels.plivo).toMatchObject({
    voiceFrom: '+441632960000',
    voice: { agentNumber: '+441632960001' },
  });
  const both = loadConfig({ ...own, ...account, TWILIO_VOICE_FROM: '+441632960002' });
  expect(both.ok ? [] : both.issues).toEqual([
    {
      variable: 'PLIVO_VOICE_FROM',
      code: 'config.conflict',
      text: 'is set, and so is TWILIO_VOICE_FROM.',
      fix: 'Remove TWILIO_VOICE_FROM or PLIVO_VOICE_FROM: calls go by one provider.',
    },
  ]);
  const alone = loadConfig({ ...least, PLIVO_VOICE_FROM: '+441632960000' });
  expect(alone.ok ? [] : alone.issues.map(({ variable }) => variable)).toEqual(['PLIVO_AUTH_ID']);
});
