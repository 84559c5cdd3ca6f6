import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { RequestHandler } from 'express';
import { Problem } from './problems.ts';

/** At most `limit` requests in `windowMs`, for each person (or address, where nobody is signed in) and process. */
export const rateLimits = {
  /** Of everything but webhooks, pages and what is not there too. */
  address: { windowMs: 60_000, limit: 3_000 },
  api: { windowMs: 60_000, limit: 600 },
  /** A node that acts may ask a paid model. */
  simulate: { windowMs: 60_000, limit: 120 },
  /** Tests from the settings: each goes to a provider that wants money for it. */
  test: { windowMs: 10 * 60_000, limit: 20 },
  login: { windowMs: 15 * 60_000, limit: 20 },
  session: { windowMs: 60_000, limit: 60 },
  message: { windowMs: 10_000, limit: 20 },
  /** By address, not by visitor: anybody can be many visitors. */
  upload: { windowMs: 60_000, limit: 120 },
  signal: { windowMs: 10_000, limit: 60 },
  /** Of providers, which send for all their customers from a few addresses. */
  webhook: { windowMs: 10_000, limit: 20_000 },
} as const;

export type LimitName = keyof typeof rateLimits;

export type RateLimits = { [name in LimitName]: RequestHandler };

/** `scale` multiplies all limits; 0 turns them off. */
export function createRateLimits(scale: number): RateLimits {
  const limitOf = (name: LimitName): RequestHandler => {
    if (scale === 0) return (_request, _response, next) => next();
    const { windowMs, limit } = rateLimits[name];
    return rateLimit({
      windowMs,
      limit: Math.max(1, Math.floor(limit * scale)),
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      identifier: name,
      keyGenerator: (request, response) => {
        const byAddress = name === 'address' || name === 'upload';
        const person = byAddress ? undefined : (response.locals['person'] as string | undefined);
        return `${name}:${person ?? ipKeyGenerator(request.ip ?? 'unknown')}`;
      },
      handler: (request, _response, next) => {
        const resetAt = (request as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime?.getTime();
        const seconds = String(Math.max(1, Math.ceil((resetAt ? resetAt - Date.now() : windowMs) / 1000)));
        next(
          new Problem('rate.limited', `Wait ${seconds} seconds and send the request again.`, {
            headers: { 'Retry-After': seconds },
          }),
        );
      },
      validate: { xForwardedForHeader: false, creationStack: false },
    });
  };
  return {
    address: limitOf('address'),
    api: limitOf('api'),
    simulate: limitOf('simulate'),
    test: limitOf('test'),
    login: limitOf('login'),
    session: limitOf('session'),
    message: limitOf('message'),
    upload: limitOf('upload'),
    signal: limitOf('signal'),
    webhook: limitOf('webhook'),
  };
}
