import type { DataConverter } from '@temporalio/common';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Config } from '../config-schema.ts';

/** A client whose payloads are encrypted with the key of their case. */
export async function connectClient(
  config: Config['temporal'],
  dataConverter: DataConverter,
): Promise<Client> {
  const connection = await Connection.connect({ ...address(config), connectTimeout: '10 s' });
  return new Client({ connection, namespace: config.namespace, dataConverter });
}

/** The connection of a worker process. */
export function connectWorker(config: Config['temporal']): Promise<NativeConnection> {
  return NativeConnection.connect(address(config));
}

function address({ address, apiKey, tls }: Config['temporal']) {
  return { address, ...(apiKey ? { apiKey } : {}), ...(tlsOptions(tls) ?? (apiKey ? { tls: true } : {})) };
}

function tlsOptions(tls: Config['temporal']['tls']) {
  if (!tls) return undefined;
  const { certificate, key, serverRootCa } = tls;
  return {
    tls: {
      ...(serverRootCa ? { serverRootCACertificate: serverRootCa } : {}),
      ...(certificate && key ? { clientCertPair: { crt: certificate, key } } : {}),
    },
  };
}
