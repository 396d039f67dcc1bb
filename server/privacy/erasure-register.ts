import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import * as z from 'zod';

/** The same as `erasure_hash` in the database: of the person, or of where he came from. */
export function erasureHash(kind: 'candidate' | 'origin', value: string): Buffer {
  return createHash('sha256').update(`hallowerk-erasure|${kind}|${value}`).digest();
}

/** Part of an origin that is hashed. */
export function originText({ kind, reference }: { readonly kind: string; readonly reference: string }): string {
  return `${kind}|${reference}`;
}

/** Keeps in mind that a person was erased, so that a backup or an import does not bring him back. */
export async function register(
  trx: Knex,
  line: { readonly personHash: Buffer; readonly originHash: Buffer | null; readonly executedAt: Date },
): Promise<void> {
  await trx('erasure_register')
    .insert({
      person_hash: line.personHash,
      origin_hash: line.originHash,
      executed_at: line.executedAt,
      return_allowed_at: null,
    })
    .onConflict('person_hash')
    .merge();
}

/** Those of `ids` who were erased and may not come back. */
export async function erasedAmong(trx: Knex, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const hashes = new Map(ids.map((id) => [erasureHash('candidate', id).toString('hex'), id]));
  const rows: { person_hash: Buffer }[] = await trx('erasure_register')
    .whereNull('return_allowed_at')
    .whereIn(
      'person_hash',
      [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
    )
    .select('person_hash');
  return new Set(rows.map((row) => hashes.get(Buffer.from(row.person_hash).toString('hex'))!));
}

/** Those references of a source whose persons were erased and may not come back. */
export async function erasedOrigins(
  trx: Knex,
  kind: string,
  references: readonly string[],
): Promise<ReadonlySet<string>> {
  const hashes = new Map(
    references.map((reference) => [erasureHash('origin', originText({ kind, reference })).toString('hex'), reference]),
  );
  const rows: { origin_hash: Buffer }[] = await trx('erasure_register')
    .whereNull('return_allowed_at')
    .whereIn(
      'origin_hash',
      [...hashes.keys()].map((hash) => Buffer.from(hash, 'hex')),
    )
    .select('origin_hash');
  return new Set(rows.map((row) => hashes.get(Buffer.from(row.origin_hash).toString('hex'))!));
}

const HashSchema = z.string().regex(/^[0-9a-f]{64}$/);
/** A line of the register outside the database. */
export const RegisterLineSchema = z.object({
  personHash: HashSchema,
  originHash: HashSchema.nullable(),
  executedAt: z.iso.datetime(),
  returnAllowedAt: z.iso.datetime().nullable(),
});
export type RegisterLine = z.infer<typeof RegisterLineSchema>;

interface RegisterRow {
  readonly person_hash: Buffer;
  readonly origin_hash: Buffer | null;
  readonly executed_at: Date;
  readonly return_allowed_at: Date | null;
}

/** The whole register, oldest first: to keep where the backups are not. */
export async function registerLines(knex: Knex): Promise<RegisterLine[]> {
  const rows: RegisterRow[] = await knex('erasure_register').orderBy('executed_at').orderBy('person_hash');
  return rows.map((row) => ({
    personHash: Buffer.from(row.person_hash).toString('hex'),
    originHash: row.origin_hash === null ? null : Buffer.from(row.origin_hash).toString('hex'),
    executedAt: row.executed_at.toISOString(),
    returnAllowedAt: row.return_allowed_at?.toISOString() ?? null,
  }));
}

/** Adds lines that were kept outside the database; of two about one person the newest decision counts. */
export async function mergeRegister(trx: Knex, lines: readonly RegisterLine[]): Promise<void> {
  for (const line of lines) {
    const { executedAt, returnAllowedAt } = line;
    await trx.raw(
      `insert into erasure_register as r (person_hash, origin_hash, executed_at, return_allowed_at)
       values (:person, :origin, :executed, :allowed)
       on conflict (person_hash) do update set origin_hash = coalesce(excluded.origin_hash, r.origin_hash),
         executed_at = excluded.executed_at, return_allowed_at = excluded.return_allowed_at
       where greatest(excluded.executed_at, excluded.return_allowed_at) > greatest(r.executed_at, r.return_allowed_at)`,
      {
        person: Buffer.from(line.personHash, 'hex'),
        origin: line.originHash === null ? null : Buffer.from(line.originHash, 'hex'),
        executed: executedAt,
        allowed: returnAllowedAt,
      },
    );
  }
}

/** People who are here although the register says that they were erased: a backup was put back. */
export async function returnedIds(knex: Knex): Promise<readonly string[]> {
  const result: { rows: { id: string }[] } = await knex.raw(
    `select c.id from candidate c
     left join candidate_origin o on o.id = c.id
     join erasure_register r on r.return_allowed_at is null
       and (r.person_hash = erasure_hash('candidate', c.id::text)
         or r.origin_hash = erasure_hash('origin', o.kind || '|' || o.reference))
     order by c.id`,
  );
  return [...new Set(result.rows.map(({ id }) => id))];
}
