import express from 'express';
import type { Request, Response } from 'express';
import type { Json } from '@throughline/flow/json';
import { Problem } from './problems.ts';

const maxDepth = 32;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a JSON body as strictly as JSON allows: real UTF-8, bounded size and depth, no keys that name prototypes. */
export function readJsonBody(limitBytes: number): (request: Request, response: Response) => Promise<Json> {
  const read = express.raw({ type: () => true, limit: limitBytes });
  return async (request, response) => {
    if (!isJson(request)) {
      throw new Problem('body.wrong-type', 'Send the body with Content-Type: application/json in UTF-8.');
    }
    await new Promise<void>((resolve, reject) => {
      read(request, response, (error?: unknown) => (error ? reject(error) : resolve()));
    });
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw new Problem('body.missing', 'Send a JSON body.');
    return parseJson(bytes);
  };
}

/** Throws `Problem`. */
export function parseJson(bytes: Uint8Array): Json {
  const json = parse(decode(bytes));
  check(json);
  return json;
}

/** A missing body has no content type to be wrong about. */
function isJson(request: Request): boolean {
  const type = request.headers['content-type'];
  const empty =
    request.headers['transfer-encoding'] === undefined &&
    Number(request.headers['content-length'] ?? 0) === 0;
  if (type === undefined) return empty;
  return /^application\/json\s*(;\s*charset="?utf-8"?\s*)?;?\s*$/i.test(type);
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Problem('body.not-utf8', 'The body holds bytes that are not UTF-8. Encode it as UTF-8.');
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new Problem(
      'body.not-json',
      'The body could not be read as JSON. Check quotes, commas and brackets.',
    );
  }
}

/** Breadth first, without recursion: the depth is what an attacker would choose. */
function check(json: Json): void {
  let level: Json[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) {
      throw new Problem('body.too-deep', `Nest objects and lists at most ${maxDepth} levels deep.`);
    }
    level = level.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      if (Array.isArray(value)) return value;
      const key = Object.keys(value).find((name) => forbidden.has(name));
      if (key !== undefined) {
        throw new Problem('body.forbidden-key', `The key ${key} is not allowed.`, {
          errors: [
            { field: key, code: 'forbidden-key', text: 'is not allowed as a key.', fix: 'Rename it.' },
          ],
        });
      }
      return Object.values(value);
    });
  }
}
