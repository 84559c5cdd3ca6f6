import { expect, it } from 'vitest';
import type { FlowCase } from './flow-cases.ts';
import { describeTemplate } from './describe-template.ts';

const handOff = ({ effects }: FlowCase) => effects.find(({ type }) => type === 'handOff');

await describeTemplate('it-help-desk', {
  intents: {
    password: [
      'I forgot my password',
      'my password has expired',
      'I am locked out',
      'How do I reset my password?',
      'I cannot log in',
      'need a new password',
    ],
    trouble: [
      'The VPN does not work',
      'my laptop is frozen',
      'Printer jam on floor 2',
      'Outlook keeps crashing',
      'I have no internet, the wifi is down',
      'my second monitor stays black',
      'problem with my keyboard',
    ],
    security: [
      'I clicked a link in a phishing mail',
      'My laptop was stolen',
      'I think I have a virus',
      'I lost my badge',
      'I got a suspicious e-mail',
    ],
    ticket: ['What is the status of my ticket?', 'IT-204417', 'any news on my ticket'],
    request: [
      'Please open a ticket',
      'I need a new laptop',
      'we need access to the archive',
      'I would like to order a second screen',
      'can you install Photoshop on my laptop please',
    ],
    otherwise: [
      'How do I connect to the VPN?',
      'How long must my password be?',
      'How do I recognise phishing?',
      'What is the Wi-Fi password?',
      'How do I print from home?',
      'When is the help desk open?',
      'How large can an attachment be?',
    ],
    person: ['I want to talk to a real person', 'call me back please'],
    greeting: ['Hello', 'good morning'],
    thanks: ['Thanks!', 'great, thank you'],
    goodbye: ['bye', 'no thanks'],
  },
  more: ({ open }) => {
    it.each([
      ['My laptop was stolen', 'security', 'security'],
      ['My laptop is broken. Can I speak to somebody?', 'service-desk', undefined],
    ])('%j goes to %s, skill %s', (text, queue, skill) => {
      const kase = open();
      kase.tell(text);
      expect(handOff(kase)).toMatchObject({ queue, ...(skill !== undefined && { skill }) });
    });

    it.each([
      ['my laptop is broken', 'hardware'],
      ['The wifi is so slow', 'network'],
    ])('%j, and then a person: who knows %s', (text, skill) => {
      const kase = open();
      kase.tell(text);
      kase.tell('Can I speak to somebody?');
      expect(handOff(kase)).toMatchObject({ queue: 'service-desk', skill });
    });
  },
});
