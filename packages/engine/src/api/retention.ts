import { z } from 'zod';
import type { Stores } from '../stores/database.ts';
import { checkRetention } from '../stores/retention.ts';
import type { RetentionSettings } from '../stores/retention.ts';
import { person, readPeople } from './people.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { time } from './shapes.ts';

export type RetentionDeps = {
  stores: Pick<Stores, 'cases' | 'retention' | 'setAsideMails' | 'users'>;
  now: () => number;
};

const fields = {
  caseDays: z
    .int()
    .nullable()
    .meta({ description: 'Days after which a closed case is erased; null keeps them.' }),
  customersToo: z
    .boolean()
    .meta({ description: 'With the last case of a customer, who they are is erased too.' }),
  mailDays: z.int().meta({ description: 'Days for mails that were set aside.' }),
  feedDays: z.int().meta({ description: 'Days for the events that live screens follow.' }),
};

const retention = z
  .object({
    ...fields,
    version: z.int(),
    changed: z.object({ by: person, at: time }).optional(),
    lastSweep: z
      .object({ at: time, cases: z.int(), customers: z.int(), failed: z.int().optional(), left: z.boolean() })
      .optional()
      .meta({
        description:
          '`left`: more is to be erased by the next one. `failed`: could not be, and is tried again.',
      }),
  })
  .meta({ id: 'Retention' });

const preview = z
  .object({
    cases: z.int(),
    oldest: time.optional().meta({ description: 'When the oldest of these cases was closed.' }),
    mails: z.int(),
    more: z.boolean().meta({ description: 'There are more than are counted.' }),
  })
  .meta({ id: 'RetentionPreview' });

const dayMs = 24 * 3_600_000;
const mostCounted = 100_000;

/** How long things are kept. A worker erases what was kept long enough, every ten minutes. */
export function retentionRoutes({ stores, now }: RetentionDeps): Route[] {
  async function read(): Promise<z.input<typeof retention>> {
    const [{ changed, ...settings }, personOf] = await Promise.all([
      stores.retention.get(),
      readPeople(stores.users),
    ]);
    return { ...settings, ...(changed && { changed: { at: changed.at, by: personOf(changed.by) } }) };
  }

  return [
    staffRoute({
      method: 'get',
      path: '/api/retention',
      tag: 'settings',
      summary: 'How long cases, customers, mails and live events are kept',
      answer: { status: 200, schema: retention, text: 'As it holds now.' },
      handle: read,
    }),
    staffRoute({
      method: 'post',
      path: '/api/retention/preview',
      tag: 'settings',
      summary: 'What would be erased at once, were things kept for so long',
      body: z.strictObject(fields),
      answer: { status: 200, schema: preview, text: 'Nothing is erased by it.' },
      handle: async ({ body }) => {
        refuseWrong(body);
        const at = now();
        const [{ count, oldest }, mails] = await Promise.all([
          body.caseDays === null
            ? { count: 0, oldest: undefined }
            : stores.cases.countClosedBefore(at - body.caseDays * dayMs, mostCounted),
          stores.setAsideMails.countBefore(at - body.mailDays * dayMs),
        ]);
        return {
          ...{ cases: count, mails, more: count === mostCounted || mails === mostCounted },
          ...(oldest !== undefined && { oldest }),
        };
      },
    }),
    staffRoute({
      method: 'put',
      path: '/api/retention',
      tag: 'settings',
      summary: 'Set how long things are kept',
      body: z.strictObject({ ...fields, version: z.int().min(0) }),
      answer: { status: 200, schema: retention, text: 'As it holds now; the next sweep goes by it.' },
      problems: ['retention.changed'],
      handle: async ({ body: { version, ...settings }, staff }) => {
        refuseWrong(settings);
        const at = now();
        const before = await stores.retention.get();
        const set = await stores.retention.set(settings, { author: staff.id, at, version });
        if (!set.ok) throw new Problem('retention.changed', 'Look at how it is now, and decide again.');
        await stores.users.log({
          ...{ at, actor: staff.id, action: 'retention.set', outcome: 'done' },
          details: changesOf(before, settings),
        });
        return read();
      },
    }),
  ];
}

function refuseWrong(settings: RetentionSettings): void {
  const errors = checkRetention(settings);
  const [first] = errors;
  if (first) throw new Problem('body.invalid', `${first.text} ${first.fix}`, { errors });
}

function changesOf(before: RetentionSettings, after: RetentionSettings) {
  const names = Object.keys(fields) as (keyof RetentionSettings)[];
  return Object.fromEntries(
    names.flatMap((name) =>
      before[name] === after[name] ? [] : [[name, { from: before[name], to: after[name] }]],
    ),
  );
}
