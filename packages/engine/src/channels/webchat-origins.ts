import type { RequestHandler } from 'express';
import { Problem } from '../api/problems.ts';

/**
 * Lets the pages of the allowed origins, and our own, talk to the web chat. Tokens travel in a header, never in a cookie, so
 * credentials are not allowed across origins.
 */
export function webchatOrigins({
  origins,
  publicUrl,
}: {
  origins: string[];
  publicUrl: string;
}): RequestHandler {
  const own = new URL(publicUrl).origin;
  return (request, response, next) => {
    const origin = request.get('Origin');
    response.vary('Origin');
    if (origin === undefined) return next();
    const isOwn = origin === own || origin === `${request.protocol}://${request.get('Host')}`;
    if (!isOwn && !origins.includes('*') && !origins.includes(origin)) {
      return next(
        new Problem('webchat.origin-not-allowed', 'Add the page’s origin to WEBCHAT_ALLOWED_ORIGINS.'),
      );
    }
    response.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'Retry-After, X-Request-Id',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    if (request.method !== 'OPTIONS') return next();
    response
      .set({
        'Access-Control-Allow-Methods': 'GET, POST',
        'Access-Control-Allow-Headers': 'Authorization, Content-Type, Last-Event-ID, Cache-Control',
        'Access-Control-Max-Age': '600',
      })
      .status(204)
      .end();
  };
}
