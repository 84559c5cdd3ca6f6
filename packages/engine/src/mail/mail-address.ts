import { domainToASCII } from 'node:url';

/** An address as an identifier: without case, its domain as DNS knows it. Null for what is none. */
export function mailAddress(text: string | undefined): string | null {
  const match = /^([^\s@<>"(),:;[\]\\]{1,64})@([^\s@]{1,253})$/.exec(text?.trim() ?? '');
  const [, local = '', domain = ''] = match ?? [];
  const host = domainToASCII(domain.replace(/\.$/, '')).toLowerCase();
  if (!match || !host || hasControls(local)) return null;
  return `${local.toLowerCase()}@${host}`;
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Of a program that wants no answer there. */
export function isNoReply(address: string): boolean {
  return /^(?:no|do-?not)[-_.]?reply@/.test(address);
}

/** `support+abc@example.com` is `support@example.com`, with `abc`. */
export function withoutPlus(address: string): { address: string; plus?: string } {
  const local = address.slice(0, address.lastIndexOf('@'));
  const at = local.indexOf('+');
  if (at < 1) return { address };
  return { address: `${local.slice(0, at)}@${domainOf(address)}`, plus: local.slice(at + 1) };
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
