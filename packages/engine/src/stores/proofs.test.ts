import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { IdentifierName } from './identifiers.ts';
import type { Proofs } from './proofs.ts';
import { createProofs } from './proofs.ts';

let database: TestDatabase;
let proofs: Proofs;
let sent: { identifier: IdentifierName; code: string }[];

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  proofs = createProofs({
    db: database.db,
    masterKey: database.masterKey.bytes,
    customers: database.stores.customers,
    codes: {
      canSend: (kind) => kind === 'email' || kind === 'phone',
      send: async ({ identifier, code }) => void sent.push({ identifier, code }),
    },
  });
});
beforeEach(() => {
  sent = [];
});
afterAll(() => database.drop());

const at = 1_700_000_000_000;
const minute = 60_000;

async function known(): Promise<{ id: string; email: IdentifierName }> {
  const email = { kind: 'email', value: `${randomUUID()}@example.com` };
  const identifiers = [{ ...email, level: 'verified' as const, evidence: 'dmarc' }];
  return { id: (await database.stores.customers.findOrCreate({ identifiers, at }))._id, email };
}

async function visitor(): Promise<string> {
  const identifiers = [
    { kind: 'webchat', value: randomUUID(), level: 'verified' as const, evidence: 'token' },
  ];
  return (await database.stores.customers.findOrCreate({ identifiers, at }))._id;
}

async function started(request: Parameters<Proofs['start']>[0]): Promise<string> {
  const one = await proofs.start(request);
  await proofs.settled();
  if (!one.ok) throw new Error(one.code);
  return one.proof;
}

const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a one-time code', () => {
  it('goes to the verified identifier, and makes who says it that customer, with the evidence', async () => {
    const { customers } = database.stores;
    const [ana, stranger] = [await known(), await visitor()];
    const written = { kind: 'email', value: ` ${ana.email.value.toUpperCase()}` };
    const proof = await started({ identifier: written, customerId: stranger, at });
    expect(sent).toEqual([{ identifier: ana.email, code: expect.stringMatching(/^\d{6}$/) }]);
    const code = sent[0]!.code;
    expect(await proofs.check({ proof, code: other(code), at })).toEqual({
      ok: false,
      code: 'wrong',
      triesLeft: 4,
    });
    expect((await customers.get(stranger))?._id).toBe(stranger);
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    expect(await proofs.check({ proof, code: spaced, at })).toEqual({ ok: true, customerId: ana.id });
    expect((await customers.get(stranger))?._id).toBe(ana.id);
    expect((await customers.mergesOf(ana.id))[0]).toMatchObject({
      author: 'proof',
      evidence: { how: 'one-time-code', kind: 'email' },
    });
    expect(await proofs.check({ proof, code, at })).toEqual({ ok: false, code: 'over' });
  });

  it('holds for ten minutes', async () => {
    const { email, id } = await known();
    const proof = await started({ identifier: email, at });
    const code = sent[0]!.code;
    expect(await proofs.check({ proof, code, at: at + 10 * minute })).toEqual({ ok: false, code: 'over' });
    expect(await proofs.check({ proof, code, at: at + 10 * minute - 1 })).toEqual({
      ok: true,
      customerId: id,
    });
  });

  it('can be guessed at five times, however many guess at once', async () => {
    const proof = await started({ identifier: (await known()).email, at });
    const code = sent[0]!.code;
    const guesses = await Promise.all(
      Array.from({ length: 20 }, () => proofs.check({ proof, code: other(code), at })),
    );
    expect(guesses.filter((one) => !one.ok && one.code === 'wrong')).toHaveLength(5);
    expect(await proofs.check({ proof, code, at })).toEqual({ ok: false, code: 'over' });
  });

  it('is good for one, however many say it at once', async () => {
    const { id, email } = await known();
    const proof = await started({ identifier: email, at });
    const code = sent[0]!.code;
    const said = await Promise.all(
      Array.from({ length: 5 }, () => proofs.check({ proof, code, identifier: email, at })),
    );
    expect(said.filter(({ ok }) => ok)).toEqual([{ ok: true, customerId: id }]);
  });

  it('is sent three times an hour to an identifier, to a customer, and for who asks', async () => {
    const { customers } = database.stores;
    const ana = await known();
    const many = await Promise.all(
      Array.from({ length: 10 }, async () =>
        proofs.start({ identifier: ana.email, customerId: await visitor(), at }),
      ),
    );
    expect(many.filter(({ ok }) => ok)).toHaveLength(3);
    await proofs.settled();
    expect(many.find(({ ok }) => !ok)).toEqual({ ok: false, code: 'limited', again: at + 60 * minute });
    expect(sent).toHaveLength(3);
    // The same customer by another identifier: it looks as if, and nothing is sent.
    const phone = { kind: 'phone', value: '+447700900777' };
    await customers.claim({ ...phone, customerId: ana.id, level: 'verified', evidence: '', author: 't', at });
    await started({ identifier: phone, at });
    expect(sent).toHaveLength(3);
    await started({ identifier: ana.email, at: at + 60 * minute });
    expect(sent).toHaveLength(4);

    const asker = await visitor();
    for (let n = 0; n < 3; n++) await started({ identifier: (await known()).email, customerId: asker, at });
    const fourth = await proofs.start({ identifier: (await known()).email, customerId: asker, at });
    expect(fourth).toMatchObject({ ok: false, code: 'limited' });
  });

  it('is sent to its owner still when somebody has asked for it too often', async () => {
    const [ana, pest] = [await known(), await visitor()];
    for (let n = 0; n < 3; n++)
      await proofs.start({ identifier: (await known()).email, customerId: pest, at });
    for (let n = 0; n < 3; n++)
      expect(await proofs.start({ identifier: ana.email, customerId: pest, at })).toMatchObject({
        ok: false,
      });
    for (let n = 0; n < 3; n++)
      expect(await proofs.start({ identifier: ana.email, at })).toMatchObject({ ok: true });
    await proofs.settled();
  });

  it('is not sent to what nobody has proven, is shared, or was not seen for long; and nobody can tell', async () => {
    const { customers } = database.stores;
    const shared = await known();
    await customers.share(shared.email, { author: 'ops', at });
    const claimed = { kind: 'email', value: `${randomUUID()}@example.com` };
    await customers.claim({ ...claimed, customerId: shared.id, evidence: '', author: 't', at });
    const old = await known();
    const late = at + 500 * 24 * 60 * minute;
    for (const [identifier, when] of [
      [{ kind: 'email', value: 'nobody@example.com' }, at],
      [shared.email, at],
      [claimed, at],
      [old.email, late],
    ] as const) {
      const one = await proofs.start({ identifier, at: when });
      expect(one).toEqual({ ok: true, proof: expect.any(String), expiresAt: when + 10 * minute });
      const guess = { proof: one.ok ? one.proof : '', code: '000000', at: when };
      expect(await proofs.check(guess)).toEqual({ ok: false, code: 'wrong', triesLeft: 4 });
    }
    await proofs.settled();
    expect(sent).toEqual([]);
  });

  it('is not asked for where no channel could bring it', async () => {
    const account = { kind: 'account', value: '4711' };
    expect(await proofs.start({ identifier: account, at })).toEqual({ ok: false, code: 'no-channel' });
  });

  it('is one code and one try, however often a node that was stopped runs again', async () => {
    const [ana, stranger] = [await known(), await visitor()];
    const asked = { identifier: ana.email, customerId: stranger, key: 'case:send#1', at };
    const proof = await started(asked);
    expect(await started(asked)).toBe(proof);
    expect(sent).toHaveLength(1);
    const code = sent[0]!.code;
    const guess = { proof, code: other(code), customerId: stranger, by: 'case:check#1', at };
    for (let n = 0; n < 3; n++)
      expect(await proofs.check(guess)).toMatchObject({ code: 'wrong', triesLeft: 4 });
    const right = { ...guess, code, by: 'case:check#2' };
    for (let n = 0; n < 2; n++) expect(await proofs.check(right)).toEqual({ ok: true, customerId: ana.id });
  });

  it('proves nothing for anybody but who asked for it', async () => {
    const [ana, stranger, thief] = [await known(), await visitor(), await visitor()];
    const proof = await started({ identifier: ana.email, customerId: stranger, at });
    const stolen = { proof, code: sent[0]!.code, customerId: thief, at };
    expect(await proofs.check(stolen)).toEqual({ ok: false, code: 'over' });
  });

  it('is stored neither with its digits nor with where it went', async () => {
    const { email } = await known();
    await started({ identifier: email, at });
    const rows = [
      ...(await database.db.collection('proofs').find().toArray()),
      ...(await database.db.collection('proofSlots').find().toArray()),
    ];
    const stored = JSON.stringify(rows);
    expect(stored).not.toContain(sent[0]!.code);
    expect(stored).not.toContain(email.value);
  });
});
