import express from 'express';
import type { Request, Response } from 'express';

/** The bytes of a body as they came; empty where there is none. Rejects with express' own error when there are more. */
export async function readRawBody(request: Request, response: Response, limit: number): Promise<Uint8Array> {
  await new Promise<void>((resolve, reject) => {
    express.raw({ type: () => true, limit })(request, response, (error?: unknown) =>
      error ? reject(error) : resolve(),
    );
  });
  const bytes: unknown = request.body;
  return Buffer.isBuffer(bytes) ? bytes : new Uint8Array();
}
