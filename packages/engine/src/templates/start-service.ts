import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Template } from './read-templates.ts';

export type RunningService = { url: string; token: string; close(): Promise<void> };

type ServiceModule = {
  createService(options: { port: number; token: string }): Promise<Omit<RunningService, 'token'>>;
};

/** The stand-in of a template's service, on a free port of this machine. It lies with the examples: it is no part of the engine. */
export async function startService({ root, service }: Template): Promise<RunningService> {
  const token = randomBytes(24).toString('base64url');
  const { createService } = (await import(pathToFileURL(join(root, service.module)).href)) as ServiceModule;
  return { ...(await createService({ port: 0, token })), token };
}
