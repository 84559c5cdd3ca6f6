import type { RequestHandler } from 'express';

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
    // A tag of its own comes with its own size and time; nothing is set when there is no such file.
    response.sendFile(request.path + endings[encoding], { root: folder, headers }, (error) => {
      if (error && !response.headersSent) next();
    });
  };
}

const types: { [ending: string]: string | undefined } = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
