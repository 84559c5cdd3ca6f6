import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import { expect, it } from 'vitest';
import { capabilityWords } from './capability-words.ts';

const sms: ChannelCapabilities = {
  maxTextLength: 1_600,
  choices: 'numbers',
  maxChoices: 10,
  maxLabelLength: 100,
  sources: 'none',
  typing: false,
  receipts: 'delivered',
  attachments: true,
  canOpen: true,
  segments: true,
  spoken: false,
};

it('says what a channel can do in sentences', () => {
  expect(capabilityWords(sms)).toEqual([
    'A message has at most 1,600 characters; longer ones go in parts.',
    'It is paid for in segments of 160 characters, or 70 with signs such as emoji.',
    'Choices are a numbered list of up to 10.',
    'Sources are not shown.',
    'We learn when a message arrived.',
    'Customers may send files.',
    'Files of answers go as links.',
    'We may write first.',
  ]);
  const chat = capabilityWords({
    ...sms,
    canOpen: false,
    windowMs: 24 * 3_600_000,
    typing: true,
    sendsFiles: true,
  });
  expect(chat).toContain('The customer has to write first.');
  expect(chat).toContain('Anything may be answered for 1d after the customer’s last word.');
  expect(chat).toContain('Files of answers go along.');
  expect(capabilityWords({ ...sms, spoken: true, choices: 'spoken' })[0]).toBe('What is said is spoken.');
});
