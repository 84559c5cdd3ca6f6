import type { Request, Response } from 'express';
import { z } from 'zod';
import { maxFileBytes, maxFiles, mediaTypeOfName, rasterTypes } from '@throughline/flow/file-limits';
import type { ProblemCode } from '../api/problems.ts';
import { Problem } from '../api/problems.ts';
import { readRawBody } from '../api/raw-body.ts';
import { rasterType } from '../files/raster-type.ts';
import type { FileStore, NewFile } from '../stores/files.ts';
import type { chatFile } from './chat-message.ts';
import { messageIdOf } from './chat-message.ts';

const problems: ProblemCode[] = ['body.missing', 'body.too-large', 'file.type-not-allowed', 'file.too-many'];

/** What every route has in common to which a page uploads a file. */
export const fileUpload = {
  query: z.strictObject({
    id: z.uuid().meta({ description: 'Made by the page; the message names it.' }),
    name: z.string().min(1).max(300),
  }),
  rawBody: `The bytes, at most ${maxFileBytes / 1_000_000} MB.`,
  problems,
  limit: 'upload' as const,
};

type Upload = Required<Pick<NewFile, 'id' | 'name' | 'channel' | 'conversation' | 'at'>> &
  Pick<NewFile, 'caseId'>;

/** Files that lie ready and were not sent yet: more than anybody would choose, and too few to fill a disk. */
const maxUnsent = 3 * maxFiles;

/** Keeps the bytes of a request for a message that will name them. Throws a `Problem` for what is not taken. */
export async function keepUpload(
  files: Pick<FileStore, 'rows' | 'unclaimed' | 'put'>,
  upload: Upload,
  request: Request,
  response: Response,
): Promise<z.infer<typeof chatFile>> {
  const { name, conversation } = upload;
  const mediaType = mediaTypeOfName(name);
  if (mediaType === undefined)
    throw new Problem('file.type-not-allowed', 'Send a picture, a PDF, a text or an office document.');
  const id = messageIdOf(conversation, upload.id);
  const known = (await files.rows([id])).some(({ state }) => state === 'kept');
  if (!known && (await files.unclaimed(conversation)) >= maxUnsent)
    throw new Problem('file.too-many', 'Send the files that were uploaded before more follow.');
  const bytes = await readRawBody(request, response, maxFileBytes);
  if (bytes.length === 0) throw new Problem('body.missing', 'Send the bytes of the file as the body.');
  if (rasterTypes.includes(mediaType) && rasterType(bytes) === undefined)
    throw new Problem('file.type-not-allowed', 'The file is not the picture that its name says.');
  const row = await files.put({ ...upload, id, mediaType }, bytes);
  return { id: upload.id, name: row.name, mediaType: row.mediaType, bytes: row.bytes };
}
