import { useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { ChatRefusal } from '../chat/chat-api.ts';
import type { SendFile, Upload, Uploads } from '../chat/uploads.ts';
import { createUploads } from '../chat/uploads.ts';

/** Files for the next reply to a case, on their way to the server from being chosen until they are sent. */
export function useUploads(caseId: string): { files: Upload[]; uploads: Uploads } {
  const [files, setFiles] = useState<Upload[]>([]);
  const [uploads] = useState(() => createUploads(sendTo(caseId), setFiles));
  useEffect(() => () => uploads.clear(), [uploads]);
  return { files, uploads };
}

const withinMs = 5 * 60_000;

function sendTo(caseId: string): SendFile {
  return async (file, { id, signal }) => {
    try {
      return await api.upload(caseId, id, file, AbortSignal.any([signal, AbortSignal.timeout(withinMs)]));
    } catch (error) {
      if (error instanceof ApiError && error.status > 0)
        throw new ChatRefusal(error.status, `${error.title}. ${error.message}`, 0);
      throw error;
    }
  };
}
