import { expect, it } from 'vitest';
import { pathOf } from '../../packages/flow/src/route-of.ts';
import { describeTemplate } from './describe-template.ts';

await describeTemplate('appointments', {
  intents: {
    book: [
      'I would like to book an appointment',
      'Do you have any free slots?',
      'I need an appointment as soon as possible',
      'can you fit me in tomorrow',
      'When is your next available appointment?',
      'I want to see a physio',
      'can i get a sports massage',
      'appointment please',
    ],
    move: [
      'I need to move my appointment',
      'can we reschedule?',
      'I would like to change the time of my visit',
      'can I come at a different time',
      'please postpone my booking by a week',
    ],
    cancel: [
      'Please cancel my appointment',
      "I can't make it tomorrow",
      'I cannot come on Tuesday',
      'I have to cancel',
      'cancel',
    ],
    mine: [
      'When is my appointment?',
      'what time is my next visit',
      'Do I have an appointment this week?',
      'confirm my booking please',
      'WF-41207',
    ],
    urgent: ['I have chest pain', 'I cannot breathe', "I can't control my bladder since this morning"],
    otherwise: [
      'How do I cancel an appointment?',
      'How long does the first appointment take?',
      'What should I bring to my appointment?',
      'How much does a session cost?',
      'Do I need a referral?',
      'What happens if I cancel too late?',
      'Is there parking?',
      'My knee hurts when I run',
    ],
    person: ['I want to talk to a real person', 'call me back please'],
    greeting: ['Hello', 'good morning'],
    thanks: ['Thanks!', 'great, thank you'],
    goodbye: ['bye', 'no thanks'],
  },
  more: ({ open }) => {
    it.each(['book', 'moveBooking'])('%s: a time that was just taken is offered no more', (node) => {
      const kase = open({ script: { [node]: () => ({ port: 'ok', output: { status: 409, fields: {} } }) } });
      if (node === 'moveBooking') {
        kase.tell('Move my appointment WF-41207');
        kase.tell('07700 900101');
        kase.tell('tomorrow');
      } else {
        kase.tell('I would like to book a follow-up appointment for tomorrow');
      }
      let effects = kase.press('first');
      if (node === 'book') {
        kase.tell('Gus Hill');
        effects = kase.tell('07700 900114');
      }
      expect(pathOf(effects)).toEqual(expect.arrayContaining(['taken:sent', 'slots:ok', 'askSlot']));
      expect(kase.said().at(-2)).toContain('just been taken');
    });

    it('no reminder is offered when there is no time for it', () => {
      const kase = open({ at: '2026-11-23T17:00:00Z' });
      kase.tell('I would like to book a follow-up appointment for tomorrow');
      kase.press('first');
      kase.tell('Gus Hill');
      expect(pathOf(kase.tell('07700 900114'))).toContain('canRemind:no');
    });
  },
});
