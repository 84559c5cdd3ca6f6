import type { RequestHandler, Response } from 'express';

const endings = { br: '.br', gzip: '.gz' } as const;

/** Gives the file that the build compressed (`name.js.br` beside `name.js`) to those who take it; all else goes on. */
export function compressedFiles(
  folder: string,
  headersFor: (path: string) => { [name: string]: string },
): RequestHandler {
  return (request, response, next) => {
    const type = types[/\.\w+$/.exec(request.path)?.[0] ?? ''];
    if (!type || (request.method !== 'GET' && request.method !== 'HEAD')) return next();
    response.vary('Accept-Encoding');
    const encoding = (['br', 'gzip'] as const).find((one) => request.acceptsEncodings(one));
    if (!encoding) return next();
    const headers = { ...headersFor(request.path), 'Content-Type': type, 'Content-Encoding': encoding };
    const before = response.getHeaders();
    // A tag of its own comes with its own size and time.
    response.sendFile(request.path + endings[encoding], { root: folder, headers }, (error) => {
      if (!error || response.headersSent) return;
      // There is no such file; or it is there, and is not what a condition or a range asks for: the headers tell of it already.
      headersAsBefore(response, before);
      next();
    });
  };
}

function headersAsBefore(response: Response, before: ReturnType<Response['getHeaders']>): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  for (const [name, value] of Object.entries(before))
    if (value !== undefined) response.setHeader(name, value);
}

const types: { [ending: string]: string | undefined } = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
