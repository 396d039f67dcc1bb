import path from 'node:path';
import { openCipherFile } from '../../db/cipher-client.ts';
import { CACHE_FORMAT } from '../../db/open-database.ts';
import type { SqliteConnection } from '../../db/sqlite-connection.ts';
import { readCards } from '../data/corpus.ts';
import { BENCH_KEY } from '../data/product-cache.ts';
import { hasText } from '../queries/bench-query.ts';
import { FIRST, type BenchEngine } from './engine.ts';
import { searchDocument } from './search-document.ts';

const open = (directory: string): SqliteConnection =>
  openCipherFile({ file: path.join(directory, 'floor.db'), key: BENCH_KEY, format: CACHE_FORMAT });

/** The texts of a corpus in an FTS5 index, in an encrypted file of its own beside the cache. */
export async function fillFloor(directory: string, corpus: string): Promise<void> {
  const connection = open(directory);
  connection.pragma('journal_mode=OFF');
  connection.exec(
    `create virtual table floor using fts5 (text, tokenize = "unicode61 remove_diacritics 2", content = '')`,
  );
  const insert = connection.prepare('insert into floor (rowid, text) values (?, ?)');
  let number = 0;
  connection.exec('begin');
  for await (const card of readCards(corpus)) {
    number += 1;
    insert.run(number, searchDocument(card, number).words.join(' '));
  }
  connection.exec('commit');
  connection.close();
}

/** The least that SQLite itself can do: fifty rows that hold the words, in no order, counting nothing. */
export function openFloor(directory: string): BenchEngine {
  const connection = open(directory);
  const statement = connection.prepare<number>(`select rowid from floor where floor match ? limit ${FIRST}`).pluck();
  return {
    name: 'floor',
    handles: hasText,
    answer(query) {
      const first = statement.all(query.words.map((word) => `"${word}"`).join(' AND '));
      return { total: first.length, first, counts: {} };
    },
    close: () => void connection.close(),
  };
}
