// A thread of `createMailReader`; threads do not inherit what lets Node read TypeScript.
import { register } from 'tsx/esm/api';

register();
await import('../src/mail/mail-reader-thread.ts');
