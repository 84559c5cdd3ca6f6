import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { RunningShop } from '../../packages/engine/src/demo/start-shop.ts';
import type { PolicyType } from '../../packages/engine/src/stores/policy-type.ts';
import type { Json } from '../../packages/flow/src/json.ts';

type Change = { name: string; type: PolicyType; value: Json };

const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const openingHours = (periods: { from: string; to: string }[], days = week): Change => ({
  name: 'openingHours',
  type: 'openingHours',
  value: {
    timeZone: 'Europe/London',
    weekly: Object.fromEntries(week.map((day) => [day, days.includes(day) ? periods : []])),
    holidays: [],
  },
});

/** How the circumstances come about that recorded conversations need; `address` is the policy with that of the service. */
const changes: { [need: string]: (address: string) => Promise<Change> } = {
  open: async () => openingHours([{ from: '00:00', to: '24:00' }]),
  closed: async () => openingHours([{ from: '09:00', to: '09:01' }], [dayAfterTomorrow()]),
  'service-down': async (name) => ({ name, type: 'text', value: `http://127.0.0.1:${await freePort()}` }),
};

/** Makes them hold by policies of the shop; what it returns puts the policies back as they were. */
export async function circumstances(
  { stores: { policies } }: Pick<RunningShop, 'stores'>,
  needs: string[],
  address = 'orderServiceUrl',
): Promise<(() => Promise<void>) | undefined> {
  if (needs.length === 0) return undefined;
  const before = await policies.list();
  const set = async (change: Change) => {
    const known = before.find(({ name }) => name === change.name);
    const title = known?.title ?? change.name;
    const result = await policies.set({ ...change, title, author: 'test', at: Date.now() });
    if (!result.ok) throw new Error(result.issues.map(({ text }) => text).join(' '));
  };
  for (const need of needs) {
    const change = changes[need];
    if (!change) throw new Error(`No test knows how to bring about "${need}".`);
    await set(await change(address));
  }
  return async () => {
    for (const policy of before) await set(policy);
  };
}

function dayAfterTomorrow(): string {
  return week[(new Date().getUTCDay() + 1) % 7] ?? 'monday';
}
