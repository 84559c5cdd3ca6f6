import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that flows may not reach: private, loopback, link-local, or otherwise not on the public internet. */
export class RefusedAddress extends Error {
  constructor(host: string, address: string, range: string) {
    super(
      `${host} is ${address}, a ${range} address. Allow it in THROUGHLINE_HTTP_ALLOWED_ADDRESSES if flows may reach it.`,
    );
    this.name = 'RefusedAddress';
  }
}

/** The refusal that an error is, or comes from: HTTP clients wrap what a resolver throws. */
export function refusedAddress(error: unknown): RefusedAddress | undefined {
  if (error instanceof RefusedAddress) return error;
  return error instanceof Error && error.cause !== undefined ? refusedAddress(error.cause) : undefined;
}

/**
 * A resolver that refuses addresses after DNS, at the moment of connecting: a name that changes its answer between a
 * check and the connection gains nothing. `allowed` holds addresses and CIDR ranges of the operator.
 */
export function checkedLookup(allowed: string[]): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of addresses) checkAddress(host, address, allowed);
      } catch (refused) {
        return callback(refused as NodeJS.ErrnoException, '', 0);
      }
      const first = addresses[0];
      if (options.all)
        return (callback as unknown as (e: null, a: typeof addresses) => void)(null, addresses);
      return callback(null, first?.address ?? '', first?.family ?? 4);
    });
  };
}

/** Throws `RefusedAddress` unless the address is a public unicast one or allowed by the operator. */
export function checkAddress(host: string, address: string, allowed: string[]): void {
  const parsed = ipaddr.process(address);
  if (allowed.some((entry) => matches(parsed, entry))) return;
  const range = embeddedRange(parsed);
  if (range !== 'unicast') throw new RefusedAddress(host, address, range);
}

/** An address written into the URL needs no DNS, so the resolver never sees it. Throws `RefusedAddress`. */
export function checkUrlAddress(url: URL, allowed: string[]): void {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host)) checkAddress(url.hostname, host, allowed);
}

function matches(address: ipaddr.IPv4 | ipaddr.IPv6, entry: string): boolean {
  const [network, bits] = entry.includes('/') ? ipaddr.parseCIDR(entry) : [ipaddr.process(entry), undefined];
  if (network.kind() !== address.kind()) return false;
  return address.match(network, bits ?? (network.kind() === 'ipv4' ? 32 : 128));
}

/** An IPv6 address that wraps an IPv4 one (NAT64, 6to4) is judged by the address it wraps. */
function embeddedRange(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  if (address instanceof ipaddr.IPv4) return address.range();
  const range = address.range();
  const bytes = address.toByteArray();
  if (range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12)).range();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6)).range();
  return range;
}
