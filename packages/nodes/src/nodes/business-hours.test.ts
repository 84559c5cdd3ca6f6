import { expect } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideBusinessHours } from './business-hours.decide.ts';
import { businessHours } from './business-hours.ts';

const sunday = monday - 86_400_000;

describeNode({
  declaration: businessHours,
  decider: decideBusinessHours,
  cases: [
    {
      name: 'office hours when nothing is said',
      config: {},
      port: 'open',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { open: true, opensAt: monday, opensOn: '2026-11-23' } }),
    },
    {
      name: 'closed, and when it opens, in the time zone of the flow',
      config: {},
      given: { now: sunday, timeZone: 'Europe/Berlin' },
      port: 'closed',
      expect: (decision) =>
        expect(decision).toMatchObject({
          output: {
            open: false,
            opensAt: Date.parse('2026-11-23T08:00:00Z'),
            opensOn: '2026-11-23',
            opensTime: '09:00',
          },
        }),
    },
    {
      name: 'its own time zone and holidays',
      config: { timeZone: 'Asia/Tokyo', holidays: ['2026-11-24'] },
      port: 'closed',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { opensOn: '2026-11-25', opensTime: '09:00' } }),
    },
    {
      name: 'the hours of a policy',
      config: { calendar: 'policy.openingHours' },
      given: {
        policies: {
          openingHours: {
            timeZone: 'Europe/London',
            weekly: { tuesday: [{ from: '08:30', to: '12:00' }] },
            holidays: [],
          },
        },
      },
      port: 'closed',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { opensOn: '2026-11-24', opensTime: '08:30' } }),
    },
    {
      name: 'a shop that never opens',
      config: { calendar: '{}' },
      port: 'closed',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { open: false, opensAt: 0, opensOn: '', opensTime: '' } }),
    },
    { name: 'hours that are none', config: { calendar: '"whenever"' }, fails: 'calendar.invalid' },
    {
      name: 'a policy that is missing',
      config: { calendar: 'policy.hours' },
      fails: 'expression.unknown-name',
    },
  ],
});
