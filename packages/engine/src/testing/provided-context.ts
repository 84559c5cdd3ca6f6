import 'vitest';

/** Where the servers are that a run of the tests has started; `inject` gives it. */
declare module 'vitest' {
  export interface ProvidedContext {
    temporalAddress: string;
    mongodbUrl: string;
    chromaUrl: string;
    embeddingModelDir: string;
  }
}
