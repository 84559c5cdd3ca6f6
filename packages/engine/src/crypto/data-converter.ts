import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { KeyStore } from '../stores/keys.ts';
import { createCaseCodec } from './case-codec.ts';

/** The bundler wants it too: failures that the workflow itself raises are made into payloads inside the sandbox. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/** For the client, the worker (and its bundler) and replay alike. */
export function dataConverter({ keys }: { keys: KeyStore }): DataConverter {
  return {
    payloadCodecs: [createCaseCodec(keys)],
    failureConverterPath,
  };
}
