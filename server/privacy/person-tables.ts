import type { Knex } from 'knex';
import type * as z from 'zod';

/** Whom a file or an erasure is about. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly phone: string;
}

/** How the rows of a table go when a person is removed. */
type Removal =
  /** With the candidate: a foreign key or a trigger of the database. */
  | 'cascade'
  /** By a statement of its own. */
  | 'delete';

/** A table in which a candidate occurs. */
export interface PersonTable {
  readonly table: string;
  readonly removal: Removal;
  /** SQL after `where`, with `t` for the table and `:id`, `:email`, `:phone`, `:like` for the person. */
  readonly where: string;
  /** What goes into the file, where that is not everything: without bytes, and without hashes of secrets. */
  readonly columns?: string;
}

const OF_CANDIDATE = 't.candidate_id = :id';
const IS_CANDIDATE = 't.id = :id';
/** What mails about a candidate are known by: the request for contact, or the request to confirm his profile. */
const SUBJECT_OF_MAIL = `(select id::text from contact_request where candidate_id = :id
  union all select id::text from confirmation_request where candidate_id = :id)`;
/** Not the account of somebody who works with the program and happens to have the same address. */
const NO_USER = 'not exists (select 1 from app_user u where lower(u.email) = lower(t.recipient))';

/**
 * Every table in which a candidate occurs, in the order of his file. A test compares it with the catalogue of the
 * database: a new table is here, or in `WITHOUT_PERSON` with the reason.
 */
export const PERSON_TABLES: readonly PersonTable[] = [
  { table: 'candidate', removal: 'cascade', where: IS_CANDIDATE },
  { table: 'candidate_internal', removal: 'cascade', where: IS_CANDIDATE },
  { table: 'candidate_capacity', removal: 'cascade', where: IS_CANDIDATE },
  { table: 'candidate_assessment', removal: 'cascade', where: IS_CANDIDATE },
  { table: 'candidate_document', removal: 'cascade', where: OF_CANDIDATE },
  { table: 'candidate_file', removal: 'cascade', where: OF_CANDIDATE },
  {
    table: 'candidate_file_content',
    removal: 'cascade',
    columns: 't.sha256, t.size',
    // What somebody else has too, stays for him.
    where: `t.sha256 in (select sha256 from candidate_file where candidate_id = :id)
      and not exists (select 1 from candidate_file f where f.sha256 = t.sha256 and f.candidate_id <> :id)`,
  },
  { table: 'candidate_origin', removal: 'cascade', where: IS_CANDIDATE },
  { table: 'favourite', removal: 'cascade', where: OF_CANDIDATE },
  { table: 'judgement', removal: 'cascade', where: OF_CANDIDATE },
  { table: 'note', removal: 'cascade', where: OF_CANDIDATE },
  {
    table: 'note_conflict',
    removal: 'cascade',
    where: 't.note_id in (select id from note where candidate_id = :id)',
  },
  { table: 'proposal', removal: 'cascade', where: OF_CANDIDATE },
  { table: 'contact_request', removal: 'cascade', where: OF_CANDIDATE },
  {
    table: 'contact_reminder',
    removal: 'cascade',
    where: 't.request_id in (select id from contact_request where candidate_id = :id)',
  },
  {
    table: 'confirmation_request',
    removal: 'cascade',
    columns: 't.id, t.candidate_id, t.asked_by, t.asked_at, t.expires_at, t.answer, t.answered_at',
    where: OF_CANDIDATE,
  },
  { table: 'search_alert', removal: 'cascade', where: OF_CANDIDATE },
  { table: 'candidate_news', removal: 'cascade', where: OF_CANDIDATE },
  {
    table: 'mail_queue',
    removal: 'delete',
    where: `(split_part(t.key, ':', 1) in ${SUBJECT_OF_MAIL} or t.body like :like
      or (:email <> '' and lower(t.recipient) = lower(:email) and ${NO_USER}))`,
  },
  {
    table: 'demo_message',
    removal: 'delete',
    where: `(t.body like :like or (:email <> '' and lower(t.recipient) = lower(:email) and ${NO_USER})
      or (:phone <> '' and t.recipient = :phone
          and not exists (select 1 from second_factor f where f.phone = t.recipient)))`,
  },
];

/** Tables that name a candidate and are in no file or list of removed rows as such, with the reason. */
export const WITHOUT_PERSON: Readonly<Record<string, string>> = {
  audit_event: 'ids only and append-only; who looked is a section of the file, and it stays after an erasure',
  erasure_request: 'a section of the file; after the execution it holds the id only, and that for two years',
  erasure_proof: 'the hash of the id and counts',
  erasure_register: 'hashes only: it is what keeps him away',
  sync_entry: 'ids and positions; after an erasure tombstones, which tell devices to remove him, for sixty days',
  sync_parked: 'encrypted; what names him is removed at an erasure, see parked-work.ts',
};

/** Values of the placeholders in `where`. */
function bindings({ id, email, phone }: Person): Record<string, string> {
  return { id, email, phone, like: `%${id}%` };
}

/** How many rows each table has about him; those without any are left out. */
export async function countRows(trx: Knex, person: Person): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { table, where } of PERSON_TABLES) {
    const result: { rows: { n: string }[] } = await trx.raw(
      `select count(*) as n from ${table} t where ${where}`,
      bindings(person),
    );
    const n = Number(result.rows[0]?.n);
    if (n > 0) counts[table] = n;
  }
  return counts;
}

export type JsonRow = Readonly<Record<string, JsonValue>>;
type JsonValue = z.infer<ReturnType<typeof z.json>>;

/** What a table holds about him, as JSON. */
export async function rowsOf(
  trx: Knex,
  { table, where, columns = 't.*' }: PersonTable,
  person: Person,
): Promise<readonly JsonRow[]> {
  const result: { rows: { row: JsonRow }[] } = await trx.raw(
    `select to_jsonb(r) as row from (select ${columns} from ${table} t where ${where}) r
     order by cast(to_jsonb(r) as text)`,
    bindings(person),
  );
  return result.rows.map(({ row }) => row);
}

/** Removes what no foreign key takes along. To be called before the candidate himself goes. */
export async function deleteLooseRows(trx: Knex, person: Person): Promise<void> {
  for (const { table, where, removal } of PERSON_TABLES) {
    if (removal === 'delete') await trx.raw(`delete from ${table} t where ${where}`, bindings(person));
  }
}
