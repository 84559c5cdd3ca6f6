import type { Collection, Db } from 'mongodb';
import { Binary } from 'mongodb';
import type { SealKey } from '../crypto/seal.ts';
import { open, seal } from '../crypto/seal.ts';
import { retryDuplicate } from './duplicate-key.ts';
import type { StoreIssue } from './issue.ts';

/** A secret for other systems, and the hosts it may be sent to. */
export type Credential = { hosts: string[] } & (
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'header'; header: string; value: string }
);

export type CredentialName = {
  name: string;
  kind: Credential['kind'];
  hosts: string[];
  at: number;
  author?: string;
};

export type CredentialStore = {
  set(
    name: string,
    credential: Credential,
    by?: { author?: string; at?: number },
  ): Promise<{ ok: true } | { ok: false; issues: StoreIssue[] }>;
  /** What may be shown: everything but the secrets. */
  names(): Promise<CredentialName[]>;
  /** The secret itself, for the one place that sends it; never returned by the API. Null when there is none. */
  use(name: string): Promise<Credential | null>;
  remove(name: string): Promise<boolean>;
};

type Row = Omit<CredentialName, 'name'> & { _id: string; sealed: Binary };

export function createCredentialStore(db: Db, masterKey: SealKey): CredentialStore {
  const rows: Collection<Row> = db.collection('credentials');
  return {
    async set(name, credential, { author, at = Date.now() } = {}) {
      const issues = checkCredential(name, credential);
      if (issues.length > 0) return { ok: false, issues };
      const sealed = new Binary(seal(masterKey, Buffer.from(JSON.stringify(credential)), placeOf(name)));
      const { kind, hosts } = credential;
      const row = { kind, hosts, sealed, at, ...(author === undefined ? {} : { author }) };
      await retryDuplicate(() => rows.replaceOne({ _id: name }, row, { upsert: true }));
      return { ok: true };
    },
    async names() {
      const found = await rows
        .find({}, { projection: { sealed: 0 } })
        .sort({ _id: 1 })
        .toArray();
      return found.map(({ _id, ...row }) => ({ name: _id, ...row }));
    },
    async use(name) {
      const row = await rows.findOne({ _id: name });
      return row && (JSON.parse(open(masterKey, row.sealed.buffer, placeOf(name)).toString()) as Credential);
    },
    async remove(name) {
      return (await rows.deleteOne({ _id: name })).deletedCount === 1;
    },
  };
}

function placeOf(name: string): string {
  return `credential:${name}`;
}

const host = /^(?=.{1,253}$)[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/;
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

function checkCredential(name: string, credential: Credential): StoreIssue[] {
  const issues: StoreIssue[] = [];
  const refuse = (field: string, text: string, fix: string) =>
    issues.push({ code: `credential.${field}`, field, text, fix });
  if (!/^[a-z][a-z0-9-]{0,59}$/.test(name)) {
    refuse(
      'name',
      'This cannot be a name.',
      'Use small letters, digits and -, at most 60, such as order-service.',
    );
  }
  if (credential.hosts.length === 0 || !credential.hosts.every((text) => host.test(text))) {
    refuse(
      'hosts',
      'The hosts are missing or not host names.',
      'Name the hosts it may be sent to, such as api.example.com.',
    );
  }
  for (const [field, secret] of Object.entries(secretsOf(credential))) {
    // A line break would add headers of its own to a request.
    if (typeof secret !== 'string' || secret === '' || /[\r\n]/.test(secret)) {
      refuse(field, `The ${field} is missing, or has a line break.`, `Give the ${field} as one line.`);
    }
  }
  if (credential.kind === 'header' && !headerName.test(credential.header)) {
    refuse('header', 'This cannot be the name of a header.', 'Use letters, digits and -, such as X-Api-Key.');
  }
  return issues;
}

function secretsOf(credential: Credential): { [field: string]: unknown } {
  switch (credential.kind) {
    case 'bearer':
      return { token: credential.token };
    case 'basic':
      return { username: credential.username, password: credential.password };
    case 'header':
      return { value: credential.value };
  }
}
