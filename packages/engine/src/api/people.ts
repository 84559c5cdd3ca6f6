import { z } from 'zod';
import { commandLine, commandLineName } from '../flows/command-line.ts';
import type { UserStore } from '../stores/users.ts';

/** Somebody with an account, or what did it in their place, such as the command line. */
export const person = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Person' });

export type Person = z.infer<typeof person>;

/** Who stands behind the ids of authors. What has no account names itself. */
export async function readPeople(users: Pick<UserStore, 'list'>): Promise<(id: string) => Person> {
  const names = new Map((await users.list()).map(({ _id, name }) => [_id, name]));
  return (id) => ({ id, name: names.get(id) ?? unnamed[id] ?? id });
}

/** What did something in the place of a person. */
const unnamed: { [id: string]: string } = {
  [commandLine]: commandLineName,
  system: 'the system',
  'sign-in': 'a sign-in',
  proof: 'a proof',
};
