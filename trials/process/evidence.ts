import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Knex } from 'knex';
import { deriveKey, userFolder } from '#core/accounts/device-keys.ts';
import { openCache } from '#db/open-database.ts';
import { createFileSecrets } from '#hosts/file-secrets.ts';
import { runAudit } from '../../server/operations/run-audit.ts';
import type { Ledger, Told } from './workload.ts';

export interface ProfileSession {
  readonly userId: string;
  readonly deviceId: string;
  readonly deviceKey: Buffer;
  /** Of the user's files. */
  readonly directory: string;
}

/** Whose files these are, as the program itself keeps it; null when nobody is signed in. */
export async function sessionOf(profile: string): Promise<ProfileSession | null> {
  const kept = await createFileSecrets(path.join(profile, 'secrets')).get('session');
  if (kept === null) return null;
  const session = JSON.parse(kept.toString()) as { deviceId: string; deviceKey: string; me: { id: string } };
  return {
    userId: session.me.id,
    deviceId: session.deviceId,
    deviceKey: Buffer.from(session.deviceKey, 'base64'),
    directory: path.join(profile, 'users', userFolder(session.me.id, session.deviceId)),
  };
}

export async function signedInSession(profile: string): Promise<ProfileSession> {
  const session = await sessionOf(profile);
  if (session === null) throw new Error('Nobody is signed in on this profile');
  return session;
}

/** Folders with files of users on this profile. */
export function userFolders(profile: string): readonly string[] {
  return readdirSync(path.join(profile, 'users'));
}

/** Hash over every row and membership of a stopped desktop's cache: equal for equal views (C6). */
export async function viewOf(profile: string): Promise<string> {
  const { directory, deviceKey } = await signedInSession(profile);
  const { connection, close } = await openCache({ directory, key: deriveKey(deviceKey, 'cache') });
  try {
    const hash = createHash('sha256');
    for (const sql of VIEW)
      for (const line of connection.prepare(sql).raw().iterate()) hash.update(JSON.stringify(line));
    return hash.digest('hex');
  } finally {
    await close();
  }
}

const VIEW = [
  'select coll, id, rev, d from row order by coll, id',
  `select s.key, r.coll, r.id from member m join scope s on s.id = m.scope join row r on r.pk = m.pk order by 1, 2, 3`,
];

/** What the server holds, read from the database of the stopped server. */
export interface ServerFacts {
  readonly notes: readonly { readonly id: string; readonly text: string; readonly deleted: boolean }[];
  readonly favourites: readonly { readonly candidateId: string; readonly userId: string; readonly on: boolean }[];
  /** Results of mutations by device and status. */
  readonly mutations: readonly { readonly deviceId: string; readonly status: string; readonly count: number }[];
  readonly conflicts: number;
  /** Differing digests that devices reported. */
  readonly mismatches: number;
  /** Both audits are clean: entries = view, counters = entries, seals whole (S1, S2). */
  readonly auditsClean: boolean;
}

export async function readFacts(knex: Knex): Promise<ServerFacts> {
  const notes = await knex('note').select('id', 'text', 'deleted_at');
  const favourites = await knex('favourite').select('candidate_id', 'user_id', 'is_set');
  const mutations = await knex('sync_mutation')
    .select('device_id', 'status')
    .count('* as n')
    .groupBy('device_id', 'status');
  const one = async (query: Knex.QueryBuilder): Promise<number> =>
    Number(((await query) as [{ n: unknown }])[0].n ?? 0);
  return {
    notes: notes.map((row) => ({ id: row.id, text: row.text, deleted: row.deleted_at !== null })),
    favourites: favourites.map((row) => ({ candidateId: row.candidate_id, userId: row.user_id, on: row.is_set })),
    mutations: mutations.map((row) => ({
      deviceId: String(row['device_id']),
      status: String(row['status']),
      count: Number(row['n']),
    })),
    conflicts: await one(knex('note_conflict').count('* as n')),
    mismatches: await one(knex('sync_device').sum('mismatches as n')),
    auditsClean: (await runAudit(knex, () => undefined)) === 0,
  };
}

export interface Verdict {
  /** Said to be saved, not on the server. */
  readonly lost: readonly string[];
  /** There more than once. */
  readonly doubled: readonly string[];
  /** There, with another content than the newest that was said to be saved. */
  readonly wrong: readonly string[];
}

/** Compares what the user was told with what the server has (C3). `userId` is whose favourites are meant. */
export function judge(ledger: Ledger, facts: ServerFacts, userId: string): Verdict {
  const [lost, doubled, wrong]: string[][] = [[], [], []];
  const byId = new Map(facts.notes.map((note) => [note.id, note]));
  for (const [id, told] of ledger.notes) {
    const note = byId.get(id);
    if (note === undefined || note.deleted) lost?.push(`note ${id}`);
    else if (!fits(told, note.text)) wrong?.push(`note ${id}`);
  }
  const times = new Map<string, number>();
  for (const { text } of facts.notes) times.set(text, (times.get(text) ?? 0) + 1);
  for (const [text, count] of times) if (count > 1) doubled?.push(text);
  const stars = new Map(
    facts.favourites.filter((row) => row.userId === userId).map((row) => [row.candidateId, row.on]),
  );
  for (const [id, told] of ledger.favourites) {
    // Refused, so it is as it was; another trial of the same person may have made it so.
    if (told.saved === null && told.maybe.length === 0) continue;
    if (told.saved !== null && !stars.has(id)) lost?.push(`favourite ${id}`);
    else if (!fits(told, stars.get(id) ?? false)) wrong?.push(`favourite ${id}`);
  }
  return { lost: lost ?? [], doubled: doubled ?? [], wrong: wrong ?? [] };
}

function fits<T>({ saved, maybe }: Told<T>, value: T): boolean {
  return value === saved || maybe.includes(value) || (saved === null && value === false);
}

/** Mutations of one device that the server knows. */
export function mutationsOf(facts: ServerFacts, deviceId: string, statuses = ['ok', 'noop']): number {
  return facts.mutations
    .filter((row) => row.deviceId === deviceId && statuses.includes(row.status))
    .reduce((sum, { count }) => sum + count, 0);
}
