import { hash, verify } from '@node-rs/argon2';

// OWASP's least for argon2id: 19 MiB, two passes.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/** Takes as long for a user that is not there, so that time does not tell who has an account. */
export async function passwordFits(hashed: string | undefined, password: string): Promise<boolean> {
  unknownUser ??= hashPassword('nobody has this password');
  const fits = await verify(hashed ?? (await unknownUser), password.normalize('NFKC'));
  return fits && hashed !== undefined;
}

let unknownUser: Promise<string> | undefined;
