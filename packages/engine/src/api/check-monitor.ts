import type { Request } from 'express';
import ipaddr from 'ipaddr.js';
import { sameSecret } from '../crypto/same-secret.ts';
import { bearer, bearerOf } from './authenticate.ts';
import { Problem } from './problems.ts';

export type CheckMonitor = (request: Request) => void;

/**
 * With a token, who carries it may read measurements. Without one, programs of this machine, where the API is for this machine
 * alone: behind a proxy that runs here, everybody would seem to be one.
 */
export function createCheckMonitor({
  token,
  publicUrl,
}: {
  token?: string;
  publicUrl: string;
}): CheckMonitor {
  const isLocal = isLoopback(new URL(publicUrl).hostname);
  return (request) => {
    const given = bearerOf(request);
    if (token === undefined) {
      if (isLocal && isLoopback(request.socket.remoteAddress) && !isForwarded(request)) return;
      throw new Problem('auth.needed', 'Set THROUGHLINE_METRICS_TOKEN and send it.', bearer);
    }
    if (given === undefined)
      throw new Problem('auth.needed', 'Send THROUGHLINE_METRICS_TOKEN as Authorization: Bearer.', bearer);
    if (!sameSecret(given, token))
      throw new Problem('auth.invalid-token', 'It is not the one of THROUGHLINE_METRICS_TOKEN.', bearer);
  };
}

function isLoopback(host = ''): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  return (
    address === 'localhost' || (ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback')
  );
}

function isForwarded({ headers }: Request): boolean {
  return Object.keys(headers).some((name) => /^(forwarded|via|x-forwarded-.*|x-real-ip)$/.test(name));
}
