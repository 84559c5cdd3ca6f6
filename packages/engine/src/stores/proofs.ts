import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Collection, Db, Filter, IndexDescription } from 'mongodb';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import { derivedKey, derivedUuid } from '../crypto/derived-ids.ts';
import type { CodeSender, CodeToSend } from '../identity/send-codes.ts';
import type { CustomerStore } from './customers.ts';
import type { IdentifierName } from './identifiers.ts';
import { createTrySlots, slotsOf } from './try-slots.ts';

/** A code that was sent. Neither the code nor where it went can be read from the row. */
export type ProofRow = {
  _id: string;
  /** Who asked, before it is known who they are. */
  customerId?: string;
  /** Who has proven the identifier; none if nobody has, which only we know. */
  holder?: string;
  digest: string;
  kind: string;
  /** Digest of the identifier. */
  identifier: string;
  tries: number;
  expiresAt: number;
  provenAt?: number;
  /** Who checked it last: the same check again is no further try. */
  checkedBy?: string;
};

export type Proofs = ReturnType<typeof createProofs>;

export type ProofDeps = {
  db: Db;
  masterKey: Uint8Array;
  customers: Pick<CustomerStore, 'decide' | 'merge' | 'get'>;
  codes: CodeSender;
};

export type ProofRequest = {
  identifier: IdentifierName;
  /** Who asks, where that is somebody; they are merged into who it is. */
  customerId?: string;
  /** Of who asks; the customer's own goes before. */
  language?: string;
  /** The same request again is the same proof, and sends nothing. */
  key?: string;
  at: number;
};

/**
 * `limited`: `again` is when the next code may be asked for. `no-channel`: no channel of the installation reaches such an
 * identifier. Whether anybody has it is not told.
 */
export type StartedProof =
  | { ok: true; proof: string; expiresAt: number }
  | { ok: false; code: 'limited'; again: number }
  | { ok: false; code: 'no-channel' };

/**
 * `customerId`: only a proof that this customer asked for counts. `identifier`: only one of this identifier, that nobody's case
 * asked for. `by`: the same check again is answered the same.
 */
export type CodeCheck = {
  proof: string;
  code: string;
  customerId?: string;
  identifier?: IdentifierName;
  by?: string;
  at: number;
};

export type CheckedProof =
  | { ok: true; customerId: string }
  | { ok: false; code: 'wrong'; triesLeft: number }
  | { ok: false; code: 'over' };

export const proofIndexes: IndexDescription[] = [
  { key: { expiresAt: 1 } },
  { key: { customerId: 1 } },
  { key: { holder: 1 } },
];

const validForMs = 10 * 60_000;
const mostTries = 5;
const codesAnHour = 3;
const hourMs = 3_600_000;

/**
 * Proof of who somebody is, by a code of six digits that goes to an identifier which a customer has proven before, and never
 * to one that is shared or may be another person's by now. Whoever can say it is that customer: who asked is merged into
 * them. Answers are the same, and take as long, whether or not anybody has the identifier.
 */
export function createProofs({ db, masterKey, customers, codes }: ProofDeps) {
  const proofs: Collection<ProofRow> = db.collection('proofs');
  const key = derivedKey(masterKey, 'proofs');
  const slots = createTrySlots(slotsOf(db, 'proofSlots'), key);
  const sending = new Set<Promise<void>>();

  async function start(request: ProofRequest): Promise<StartedProof> {
    const { customerId, at } = request;
    const { kind, value } = normaliseIdentifier(request.identifier);
    if (!codes.canSend(kind)) return { ok: false, code: 'no-channel' };
    const proof = request.key === undefined ? randomUUID() : derivedUuid(key, `proof:${request.key}`);
    const known = request.key === undefined ? null : await proofs.findOne({ _id: proof });
    if (known) return { ok: true, proof, expiresAt: known.expiresAt };
    // Who has asked too often uses up nobody else's.
    const limits = [
      ...(customerId === undefined ? [] : [`customer:${customerId}`]),
      `identifier:${kind}:${value}`,
    ];
    for (const limit of limits) {
      const again = await slots.take(limit, { at, most: codesAnHour });
      if (again !== undefined) return { ok: false, code: 'limited', again };
    }
    await Promise.all([proofs.deleteMany({ expiresAt: { $lt: at - hourMs } }), slots.forget(at)]);
    const holder = await holderOf({ kind, value }, at);
    // Taken for nobody too: the answer takes as long.
    const taken = await slots.take(`holder:${holder ?? `nobody:${kind}:${value}`}`, {
      at,
      most: codesAnHour,
    });
    const isSent = holder !== undefined && taken === undefined;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = at + validForMs;
    await proofs.insertOne({
      _id: proof,
      ...(customerId !== undefined && { customerId }),
      ...(isSent && { holder }),
      digest: digestOf(proof, code),
      kind,
      identifier: nameOf({ kind, value }),
      tries: 0,
      expiresAt,
    });
    if (isSent) sendBeside({ identifier: { kind, value }, code, key: proof }, holder, request.language);
    return { ok: true, proof, expiresAt };
  }

  /** Who asks does not wait for it, or they could tell by the time it takes. */
  function sendBeside(code: Omit<CodeToSend, 'language'>, holder: string, asked = 'en'): void {
    const sent = customers
      .get(holder)
      .then((row) => codes.send({ ...code, language: row?.language ?? asked }))
      .catch(() => undefined)
      .finally(() => sending.delete(sent));
    sending.add(sent);
  }

  /** The customer to whom it leads; not where it leads to nobody. */
  async function holderOf({ kind, value }: IdentifierName, at: number): Promise<string | undefined> {
    if (kind !== 'phone' && kind !== 'email') return undefined;
    const { outcome, customerId } = await customers.decide({
      identifiers: [{ kind, value, level: 'verified' }],
      at,
    });
    return outcome === 'attach' ? customerId : undefined;
  }

  async function check(request: CodeCheck): Promise<CheckedProof> {
    const { proof, code, customerId, identifier, by, at } = request;
    const asked: Filter<ProofRow> = {
      _id: proof,
      ...(customerId !== undefined && { customerId }),
      ...(identifier && {
        identifier: nameOf(normaliseIdentifier(identifier)),
        customerId: { $exists: false },
      }),
    };
    const before = by === undefined ? null : await proofs.findOne({ ...asked, checkedBy: by });
    // A try is taken before it is looked at, so that any number at once are no more than five.
    const row =
      before ??
      (await proofs.findOneAndUpdate(
        { ...asked, tries: { $lt: mostTries }, expiresAt: { $gt: at }, provenAt: { $exists: false } },
        { $inc: { tries: 1 }, ...(by !== undefined && { $set: { checkedBy: by } }) },
        { returnDocument: 'after' },
      ));
    if (!row) return { ok: false, code: 'over' };
    const given = Buffer.from(digestOf(proof, code.replaceAll(/[\s-]/g, '')), 'hex');
    const isRight = timingSafeEqual(given, Buffer.from(row.digest, 'hex'));
    if (!isRight || row.holder === undefined)
      return { ok: false, code: 'wrong', triesLeft: mostTries - row.tries };
    // Said right twice at once, it counts once; the same check again finishes what it began.
    const first = await proofs.updateOne(
      { _id: proof, ...(!before && { provenAt: { $exists: false } }) },
      { $set: { provenAt: row.provenAt ?? at } },
    );
    if (first.matchedCount === 0) return { ok: false, code: 'over' };
    if (row.customerId !== undefined) await attach(row, row.customerId, row.holder, at);
    return { ok: true, customerId: row.holder };
  }

  async function attach({ _id, kind }: ProofRow, from: string, into: string, at: number): Promise<void> {
    const merged = await customers.merge({
      from,
      into,
      author: 'proof',
      reason: 'They gave the code that was sent to the customer.',
      evidence: { how: 'one-time-code', kind, proof: _id },
      at,
    });
    if (!merged.ok && merged.code !== 'same')
      throw new Error(`a proven customer could not be merged: ${merged.code}`);
  }

  function nameOf({ kind, value }: IdentifierName): string {
    return derivedUuid(key, `of:${kind}:${value}`);
  }

  function digestOf(proof: string, code: string): string {
    return createHmac('sha256', key).update(`${proof}:${code}`).digest('hex');
  }

  return {
    start,
    check,
    /** Once the codes that are on their way were taken. */
    settled: async (): Promise<void> => void (await Promise.all(sending)),
  };
}
