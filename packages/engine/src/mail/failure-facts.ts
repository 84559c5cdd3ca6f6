/** What an operator can mend, in the codes of libraries and servers; their texts may quote the mail. */
export function failureFacts(error: unknown): { error: string; [fact: string]: unknown } {
  if (!(error instanceof Error)) return { error: 'unknown' };
  const { code, authenticationFailed, responseStatus } = error as Error & { [fact: string]: unknown };
  const isSafe = typeof code === 'number' || (typeof code === 'string' && /^\w{1,40}$/.test(code));
  return {
    error: error.name,
    ...(isSafe && { code }),
    ...(authenticationFailed === true && { authenticationFailed }),
    ...(responseStatus === 'NO' || responseStatus === 'BAD' ? { responseStatus } : {}),
  };
}
