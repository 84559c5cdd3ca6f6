import type { Payload, PayloadCodec } from '@temporalio/common';
import { ValueError } from '@temporalio/common';
import type { KeyStore } from '../stores/keys.ts';
import { ofFailure } from './failure-converter.cjs';
import type { SealKey } from './seal.ts';
import { open, seal } from './seal.ts';

const encoding = 'binary/encrypted';
const keyField = 'encryption-key-id';

/** Name of the key for workflows that are not of a case. */
export const sharedKey = 'shared';

/**
 * Seals every payload with the data key of its case, which the workflow id `case-<caseId>` names. A payload names its key
 * too, so that an exported history can be read without its workflow id. Throws `KeyErased` for the payloads of an erased case.
 * Of a failure nothing is told where there is no key to seal it with: an error here would end the worker.
 */
export function createCaseCodec(keys: KeyStore): PayloadCodec {
  return {
    async encode(payloads, context) {
      if (payloads.length === 0) return [];
      try {
        const key = await keys.get(keyName(context?.workflowId));
        return payloads.map((payload) => sealed(key, payload));
      } catch (error) {
        if (!payloads.every(isOfFailure)) throw error;
        return payloads.map(() => withheld);
      }
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => decode(keys, payload))),
  };
}

const place = 'payload';

function sealed(key: SealKey, payload: Payload): Payload {
  return {
    metadata: { encoding: Buffer.from(encoding), [keyField]: Buffer.from(key.id) },
    data: seal(key, pack(payload), place),
  };
}

const isOfFailure = ({ metadata }: Payload) => metadata?.[ofFailure] !== undefined;
const withheld: Payload = { metadata: { encoding: Buffer.from('binary/null') } };

async function decode(keys: KeyStore, payload: Payload): Promise<Payload> {
  if (textOf(payload.metadata?.['encoding']) !== encoding) return payload;
  const name = textOf(payload.metadata?.[keyField]);
  if (!name || !payload.data) throw new ValueError('an encrypted payload without key id or data');
  return unpack(open(await keys.existing(name), payload.data, place));
}

function keyName(workflowId: string | undefined): string {
  return workflowId?.startsWith('case-') ? workflowId.slice('case-'.length) : sharedKey;
}

/** Length of the metadata (4 bytes), the metadata as JSON with values in base64, the data. */
function pack(payload: Payload): Buffer {
  const entries = Object.entries(payload.metadata ?? {}).map(([name, value]) => [
    name,
    Buffer.from(value).toString('base64'),
  ]);
  const head = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  // A workflow that returns nothing has an empty list for its data.
  return Buffer.concat([length, head, Buffer.from(payload.data ?? [])]);
}

function unpack(bytes: Buffer): Payload {
  const headEnd = 4 + bytes.readUInt32BE(0);
  const head = JSON.parse(bytes.subarray(4, headEnd).toString()) as { [name: string]: string };
  const metadata = Object.fromEntries(
    Object.entries(head).map(([name, value]) => [name, Buffer.from(value, 'base64')]),
  );
  return { metadata, data: bytes.subarray(headEnd) };
}

function textOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
