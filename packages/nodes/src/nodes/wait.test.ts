import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { monday } from '../testing/given.ts';
import { decideWait } from './wait.decide.ts';
import { wait } from './wait.ts';

const hour = 3_600_000;

describeNode({
  declaration: wait,
  decider: decideWait,
  cases: [
    {
      name: 'for a length of time',
      config: { duration: '2h' },
      expect: (decision) =>
        expect(decision).toStrictEqual({ wait: { until: monday + 2 * hour, messages: 'take' } }),
    },
    {
      name: 'messages are kept where "message" leads nowhere',
      config: { duration: '2h' },
      given: { wired: ['done'] },
      expect: (decision) => expect(decision).toMatchObject({ wait: { messages: 'hold' } }),
    },
    {
      name: 'until a date, which begins at midnight in the time zone of the flow',
      config: { mode: 'until', until: 'case.values.due' },
      given: { values: { due: '2026-12-24' }, timeZone: 'America/New_York' },
      expect: (decision) =>
        expect(decision).toMatchObject({ wait: { until: Date.parse('2026-12-24T05:00:00Z') } }),
    },
    {
      name: 'until a moment',
      config: { mode: 'until', until: 'case.values.due' },
      given: { values: { due: '2026-12-24T18:00:00+01:00' } },
      expect: (decision) =>
        expect(decision).toMatchObject({ wait: { until: Date.parse('2026-12-24T17:00:00Z') } }),
    },
    {
      name: 'until milliseconds',
      config: { mode: 'until', until: 'case.openedAt + 1000' },
      expect: (decision) => expect(decision).toMatchObject({ wait: { until: monday + 1_000 } }),
    },
    { name: 'not for what has passed', config: { mode: 'until', until: '"2026-01-01"' }, port: 'done' },
    { name: 'not until a word', config: { mode: 'until', until: '"tomorrow"' }, fails: 'wait.not-a-date' },
    {
      name: 'until the shop opens',
      config: { mode: 'business-hours', timeZone: 'Europe/Berlin', hours: { monday: '13:00-17:00' } },
      expect: (decision) => expect(decision).toMatchObject({ wait: { until: monday + 2 * hour } }),
    },
    { name: 'not while it is open', config: { mode: 'business-hours' }, port: 'done' },
    {
      name: 'not for a shop that never opens',
      config: { mode: 'business-hours', calendar: '{"monday": "closed"}' },
      fails: 'wait.never-opens',
    },
    { name: 'the time has come', config: { duration: '2h' }, on: 'timer', port: 'done' },
    { name: 'the customer writes', config: { duration: '2h' }, on: 'message', port: 'message' },
  ],
});

test('says what its mode needs', () => {
  const paths = (config: unknown) =>
    wait.config.safeParse(config).error?.issues.map(({ path }) => path.join('.'));
  expect(paths({})).toEqual(['duration']);
  expect(paths({ mode: 'until' })).toEqual(['until']);
  expect(paths({ mode: 'business-hours', hours: { monday: 'morning' } })).toEqual(['hours.monday']);
});
