import { Connection, ServiceError } from '@temporalio/client';
import { MongoClient, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { freePort } from './local/free-port.ts';
import { VectorsUnavailable } from './knowledge/vector-index.ts';
import { ModelError } from './models/model-error.ts';
import { outageOf } from './outage.ts';

const thrown = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

const grpcError = (code: number) => Object.assign(new Error('no'), { code, details: 'no', metadata: {} });

describe('outageOf', () => {
  it('knows what clients throw when their server is not there', async () => {
    const port = await freePort();
    const mongo = new MongoClient(`mongodb://127.0.0.1:${port}`, { serverSelectionTimeoutMS: 100 });
    const database = await thrown(mongo.db('x').collection('y').findOne());
    await mongo.close();
    const connection = Connection.lazy({ address: `127.0.0.1:${port}` });
    const temporal = await thrown(
      connection.withDeadline(Date.now() + 300, () => connection.workflowService.getSystemInfo({})),
    );
    await connection.close();
    const web = await thrown(fetch(`http://127.0.0.1:${port}`));

    expect(outageOf(database)?.text).toContain('database');
    expect(outageOf(temporal)?.text).toContain('Temporal');
    expect(outageOf(new ServiceError('wrapped', { cause: temporal as Error }))?.text).toContain('Temporal');
    expect(outageOf(web)?.text).toContain('part of the service');
    const late = await thrown(
      new Promise((_, reject) => {
        const signal = AbortSignal.timeout(1);
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    );
    expect(outageOf(late)).toBeDefined();
  });

  it('asks errors of our own, and says what to do where waiting does not help', () => {
    expect(outageOf(new VectorsUnavailable(new Error('x')))?.text).toContain('Chroma');
    expect(outageOf(new ModelError('model.timeout', 'late', { retryable: true }))).not.toHaveProperty('fix');
    const refused = new ModelError('model.refused', 'the model server answered 401', { retryable: false });
    expect(outageOf(refused)).toMatchObject({
      text: expect.stringContaining('answered 401'),
      fix: expect.stringContaining('OPENAI_API_KEY'),
    });
  });

  it('says that Temporal refuses our key', () => {
    const refused = new ServiceError('wrapped', { cause: grpcError(7) });
    expect(outageOf(refused)?.fix).toContain('THROUGHLINE_TEMPORAL_API_KEY');
  });

  it('takes a primary that steps down for an outage, and a mistake of ours for none', () => {
    expect(outageOf(new MongoServerError({ message: 'not primary', code: 10_107 }))).toBeDefined();
    // Codes of MongoDB that gRPC uses for other things: TypeMismatch, NoSuchKey.
    for (const code of [4, 14, 11_000])
      expect(outageOf(new MongoServerError({ message: 'no', code })), String(code)).toBeUndefined();
    expect(outageOf(new ServiceError('wrapped', { cause: grpcError(3) }))).toBeUndefined();
    for (const none of [new TypeError('x is not a function'), 'text', undefined, null, { code: 14 }])
      expect(outageOf(none)).toBeUndefined();
  });
});
