import Database from 'better-sqlite3-multiple-ciphers';
import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { PullResponse } from '@hallowerk/contract/sync/pull.ts';
import { candidateOptions } from '@hallowerk/contract/candidates/candidate-options.ts';
import type { SqliteConnection } from '../../db/sqlite-connection.ts';

/**
 * The floor of an ingest: rows and their options into an unencrypted file with prepared inserts, one transaction a page.
 * No text index, no memberships, no digest, no pauses.
 */
export interface PlainStore {
  store(page: PullResponse): void;
  close(): void;
}

const COLLECTION = COLLECTIONS.candidateCard.number;

export function openPlainStore(file: string): PlainStore {
  const connection = new Database(file) as SqliteConnection;
  for (const pragma of ['page_size=16384', 'journal_mode=WAL', 'synchronous=NORMAL', 'cache_size=-65536']) {
    connection.pragma(pragma);
  }
  connection.exec(`
    create table row (pk integer primary key, coll integer, id text, rev integer, d text, unique (coll, id));
    create table facet (id integer primary key, lat real, lon real, opts blob)`);
  const row = connection.prepare('insert into row (coll, id, rev, d) values (?, ?, ?, ?)');
  const facet = connection.prepare('insert into facet (id, lat, lon, opts) values (?, ?, ?, ?)');
  const numbers = new Map<string, number>();
  const numberOf = (category: string, code: string): number => {
    const key = `${category}:${code}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const runner = connection.transaction((inner: () => void) => inner());
  return {
    store: (page) =>
      runner.immediate(() => {
        const rows = page.rows[String(COLLECTION)] as Record<string, CandidateCard>;
        for (const [, , id, rev] of page.ops) {
          const card = rows[id] as CandidateCard;
          const pk = row.run(COLLECTION, id, rev, JSON.stringify(card)).lastInsertRowid;
          const options = candidateOptions(card).map(({ category, code }) => numberOf(category, code));
          facet.run(pk, card.lat, card.lon, Buffer.from(Uint16Array.from(options).buffer));
        }
      }),
    close: () => connection.close(),
  };
}
