import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB, { type PouchDocument } from 'pouchdb-node';
import { readCards } from '../data/corpus.ts';
import { answerQuestions } from '../lib/child.ts';

/** CouchDB's protocol in Node over LevelDB: `pouch-server.ts FOLDER`. */
export type PouchQuestion =
  | { readonly kind: 'start'; readonly corpus: string }
  /** Changes the one-liner of the documents with these ids. */
  | { readonly kind: 'change'; readonly ids: readonly string[] };

const BATCH = 1000;
const directory = process.argv[2] as string;
mkdirSync(directory, { recursive: true });
const Server = PouchDB.defaults({ prefix: `${directory}${path.sep}` });
const database = new Server('cards');

async function start(corpus: string): Promise<number> {
  let batch: PouchDocument[] = [];
  for await (const { id, ...card } of readCards(corpus)) {
    if (batch.push({ _id: id, ...card }) < BATCH) continue;
    await database.bulkDocs(batch);
    batch = [];
  }
  if (batch.length > 0) await database.bulkDocs(batch);
  const app = express();
  const files = { logPath: path.join(directory, 'log.txt'), configPath: path.join(directory, 'config.json') };
  app.use('/db', expressPouchdb(Server, { mode: 'minimumForPouchDB', overrideMode: { exclude: [] }, ...files }));
  return new Promise((resolve) => {
    const server = app.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function change(ids: readonly string[]): Promise<null> {
  const { rows } = await database.allDocs({ keys: ids, include_docs: true });
  await database.bulkDocs(rows.map(({ doc }) => ({ ...doc, oneLiner: `${String(doc['oneLiner'])} gewijzigd` })));
  return null;
}

answerQuestions<PouchQuestion>((question) =>
  question.kind === 'start' ? start(question.corpus) : change(question.ids),
);
