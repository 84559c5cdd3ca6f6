import type { Response } from 'express';
import { rasterTypes } from '@throughline/flow/file-limits';
import type { FileRow } from '../stores/files.ts';
import type { FileStore } from '../stores/files.ts';
import { Problem } from './problems.ts';

/** `belongs` says whether who asks may read it: who may not is told that there is none. */
export async function serveFile(
  files: Pick<FileStore, 'get'>,
  { id, response, belongs }: { id: string; response: Response; belongs: (row: FileRow) => boolean },
): Promise<void> {
  const file = await files.get(id);
  if (!file || !belongs(file.row)) throw new Problem('file.not-found', 'Messages name their files.');
  const { row, bytes } = file;
  if (row.state === 'lost')
    throw new Problem('file.lost', 'The channel’s provider did not give it, or it was too large.');
  if (!bytes)
    throw new Problem('file.not-yet', 'It is still on its way from the channel’s provider.', {
      headers: { 'Retry-After': '5' },
    });
  // Pictures are drawn where a page asks for them; nothing that a customer sent is ever opened as a page of ours.
  response
    .attachment(row.name)
    .set({
      'Content-Type': rasterTypes.includes(row.mediaType) ? row.mediaType : 'application/octet-stream',
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Content-Type-Options': 'nosniff',
    })
    .send(bytes);
}
