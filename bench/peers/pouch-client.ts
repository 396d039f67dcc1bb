import path from 'node:path';
import PouchDB from 'pouchdb-node';
import { Child } from '../lib/child.ts';
import { timed } from '../lib/measure.ts';
import type { PouchQuestion } from './pouch-server.ts';

/** PouchDB (LevelDB) that replicates from express-pouchdb over loopback. */
export interface PouchPair {
  /** Seconds for a replication, and how many documents it brought. */
  pull(): Promise<{ readonly seconds: number; readonly documents: number }>;
  change(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function startPouch(directory: string, corpus: string): Promise<PouchPair> {
  const server = new Child(new URL('pouch-server.ts', import.meta.url), [path.join(directory, 'pouch-server')], 4096);
  const port = await server.ask<number>({ kind: 'start', corpus } satisfies PouchQuestion);
  const Local = PouchDB.defaults({ prefix: `${directory}${path.sep}pouch-` });
  const local = new Local('client');
  const remote = new PouchDB(`http://127.0.0.1:${port}/db/cards`);
  return {
    async pull() {
      const { milliseconds, result } = await timed(() =>
        PouchDB.replicate(remote, local, { batch_size: 1000, batches_limit: 10 }),
      );
      return { seconds: milliseconds / 1000, documents: result.docs_written };
    },
    async change(ids) {
      await server.ask<null>({ kind: 'change', ids } satisfies PouchQuestion);
    },
    async close() {
      await local.close();
      await server.stop();
    },
  };
}
