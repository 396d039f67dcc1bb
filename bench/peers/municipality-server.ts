import { CANDIDATES_PER_TRANSACTION, upsertCandidates } from '../../server/candidates/candidates.repository.ts';
import type { CandidateRecord } from '../../server/candidates/candidate-record.ts';
import { DEMO_PASSWORD } from '../../server/accounts/demo-accounts.ts';
import { createServer, type MunicipalityServer } from '../../server/app.ts';
import type { DatabaseConfig } from '../../server/database/knex.ts';
import { withTransaction } from '../../server/database/transaction.ts';
import { seedProductLists } from '../../server/demo/seed-demo-region.ts';
import { benchRegion, REGION_CODE } from '../data/region.ts';
import { answerQuestions } from '../lib/child.ts';

/** The real municipality server, filled with the bench region, on `postgres://…` or embedded in a folder: its argument. */
export type ServerQuestion =
  | { readonly kind: 'start'; readonly candidates: number }
  /** The last code that went out by SMS. */
  | { readonly kind: 'code' }
  /** Changes these candidates. */
  | { readonly kind: 'change'; readonly numbers: readonly number[]; readonly mark: string }
  /** Milliseconds for so many inserts in a table of no meaning, each in a savepoint, fifty to a transaction. */
  | { readonly kind: 'bare'; readonly rows: number };

export interface StartedServer {
  readonly url: string;
  readonly password: string;
}

const region = benchRegion();
let server: MunicipalityServer | null = null;
let lastText = '';

function databaseOf(place: string): DatabaseConfig {
  return place.startsWith('postgres:') ? { kind: 'postgres', url: place } : { kind: 'embedded', directory: place };
}

async function start(candidates: number): Promise<StartedServer> {
  server = await createServer(
    {
      database: databaseOf(process.argv[2] as string),
      host: '127.0.0.1',
      port: 0,
      demo: true,
      serverSecret: 'only-for-benchmarks-0123456789abcdef',
      productName: 'HalloWerk',
      logLevel: 'silent',
      smsProviderUrl: null,
      smtpUrl: null,
      publicUrl: null,
      trustedProxies: [],
    },
    {
      outbound: {
        sendMail: async () => undefined,
        sendSms: async ({ text }) => {
          lastText = text;
        },
        close: () => undefined,
      },
    },
  );
  await seedProductLists(server.knex, [REGION_CODE]);
  await store(
    Array.from({ length: candidates }, (_, index) => index),
    (record) => record,
  );
  return { url: await server.listen(), password: DEMO_PASSWORD };
}

async function store(numbers: readonly number[], change: (record: CandidateRecord) => CandidateRecord): Promise<void> {
  if (server === null) throw new Error('The server has not been started');
  for (let at = 0; at < numbers.length; at += CANDIDATES_PER_TRANSACTION) {
    const rows = numbers.slice(at, at + CANDIDATES_PER_TRANSACTION).map((number) => change(region.record(number)));
    await withTransaction(server.knex, (trx) => upsertCandidates(trx, rows));
  }
}

const ROWS_A_TRANSACTION = 50;

async function bareInserts(rows: number): Promise<number> {
  if (server === null) throw new Error('The server has not been started');
  const { knex } = server;
  await knex.raw('create table if not exists bare (id bigint generated always as identity primary key, content text)');
  const started = performance.now();
  for (let at = 0; at < rows; at += ROWS_A_TRANSACTION) {
    await withTransaction(knex, async (trx) => {
      for (let row = at; row < Math.min(rows, at + ROWS_A_TRANSACTION); row++) {
        await trx.transaction((savepoint) => savepoint('bare').insert({ content: `Gebeld, belt terug (${row})` }));
      }
    });
  }
  return performance.now() - started;
}

function changed(record: CandidateRecord, mark: string): CandidateRecord {
  return { ...record, profile: { ...record.profile, oneLiner: `${record.profile.oneLiner.slice(0, 110)} ${mark}` } };
}

answerQuestions<ServerQuestion>(
  async (question) => {
    switch (question.kind) {
      case 'start':
        return start(question.candidates);
      case 'code':
        return /\d{6}/.exec(lastText)?.[0] ?? null;
      case 'change':
        await store(question.numbers, (record) => changed(record, question.mark));
        return null;
      case 'bare':
        return bareInserts(question.rows);
    }
  },
  () => server?.close(),
);
