/** The parts of two untyped packages that the benchmarks use. */
declare module 'pouchdb-node' {
  export interface PouchDocument {
    readonly _id: string;
    readonly _rev?: string;
    readonly [field: string]: unknown;
  }
  export interface ReplicationResult {
    readonly ok: boolean;
    readonly docs_written: number;
  }
  export interface PouchDatabase {
    bulkDocs(documents: readonly PouchDocument[]): Promise<readonly unknown[]>;
    allDocs(options: { keys: readonly string[]; include_docs: true }): Promise<{ rows: { doc: PouchDocument }[] }>;
    close(): Promise<void>;
  }
  export interface PouchConstructor {
    new (name: string): PouchDatabase;
    defaults(options: { prefix: string }): PouchConstructor;
    replicate(
      from: PouchDatabase,
      to: PouchDatabase,
      options: { batch_size: number; batches_limit: number },
    ): Promise<ReplicationResult>;
  }
  const PouchDB: PouchConstructor;
  export default PouchDB;
}

declare module 'express-pouchdb' {
  import type { RequestListener } from 'node:http';
  import type { PouchConstructor } from 'pouchdb-node';
  export default function expressPouchdb(
    pouch: PouchConstructor,
    options: { mode: string; overrideMode?: { exclude: string[] }; logPath: string; configPath: string },
  ): RequestListener;
}

declare module 'express' {
  import type { RequestListener } from 'node:http';
  export interface Application extends RequestListener {
    use(path: string, listener: RequestListener): this;
    listen(port: number, host: string, ready: () => void): import('node:http').Server;
  }
  export default function express(): Application;
}
