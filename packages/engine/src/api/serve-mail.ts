import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** Saved, never opened as a page of ours: the HTML in it is the sender's own. */
export function sendMailFile(response: Response, mail: Buffer): void {
  response
    .attachment('original.eml')
    .set({
      'Content-Type': 'application/octet-stream',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    })
    .send(mail);
}

const style =
  'body{margin:12px;color:#1b1f24;background:#fff;font:14px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}' +
  'blockquote{margin:8px 0;padding-left:12px;border-left:2px solid #c8ced6}pre{white-space:pre-wrap}' +
  'table{border-collapse:collapse}td,th{padding:2px 6px;vertical-align:top}';

const styleHash = createHash('sha256').update(style).digest('base64');

/** `html` was made safe when it came. All the same, nothing in it runs, fetches, or leads anywhere; only our pages frame it. */
export function sendMailPage(response: Response, html: string): void {
  response
    .set({
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': `sandbox; default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    })
    .send(
      `<!doctype html><html><head><meta charset="utf-8"><title>A mail</title><style>${style}</style></head><body>${html}</body></html>`,
    );
}
