import { NodeFailure } from '@throughline/nodes/runner';
import type { Stores } from '../stores/database.ts';
import { basicAuth } from './basic-auth.ts';

/** The headers of a stored credential; only for the hosts that it was stored for. */
export async function credentialHeaders(
  stores: Pick<Stores, 'credentials'>,
  name: string,
  host: string,
): Promise<{ [name: string]: string }> {
  const credential = await stores.credentials.use(name);
  if (!credential)
    throw new NodeFailure(
      'http.unknown-credential',
      `No credential "${name}" is stored. Add it in the settings.`,
    );
  if (!credential.hosts.includes(host)) {
    throw new NodeFailure(
      'http.refused-credential',
      `The credential "${name}" is not for ${host}. Add the host to it in the settings.`,
    );
  }
  switch (credential.kind) {
    case 'bearer':
      return { authorization: `Bearer ${credential.token}` };
    case 'basic':
      return { authorization: basicAuth(credential.username, credential.password) };
    case 'header':
      return { [credential.header.toLowerCase()]: credential.value };
  }
}
