import * as z from 'zod';
import { ImportedVacancySchema } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Trx } from '../database/transaction.ts';
import { upsertChanged, type UpsertCounts, type UpsertTarget } from '../database/upsert-changed.ts';
import type { VacancyRecord } from './vacancy-record.ts';

const RecordSchema = z.object({
  vacancy: ImportedVacancySchema,
  regionCode: z.string().min(1),
  origin: z.object({ kind: z.literal('VUM'), reference: z.string().min(1), document: z.unknown() }).nullable(),
});

const VACANCY: UpsertTarget = {
  table: 'vacancy',
  key: ['id'],
  columns: { id: 'uuid', region_code: 'text', content: 'jsonb' },
  onChange: { version: 't.version + 1', updated_at: 'now()' },
};

const ORIGIN: UpsertTarget = {
  table: 'vacancy_origin',
  key: ['id'],
  columns: { id: 'uuid', kind: 'text', reference: 'text', document: 'jsonb' },
};

/**
 * Writes vacancies that differ. The counts are of vacancies; a message that differs from the stored one without
 * changing the vacancy is stored and counts as unchanged.
 *
 * @throws {z.ZodError} when a record does not satisfy the contract; nothing is written then.
 */
export async function upsertVacancies(trx: Trx, rows: readonly VacancyRecord[]): Promise<UpsertCounts> {
  const records = z.array(RecordSchema).parse(rows);
  const counts = await upsertChanged(
    trx,
    VACANCY,
    records.map((row) => ({ id: row.vacancy.id, region_code: row.regionCode, content: row.vacancy })),
  );
  const origins = records.flatMap((row) => (row.origin ? [{ id: row.vacancy.id, ...row.origin }] : []));
  await upsertChanged(trx, ORIGIN, origins);
  return counts;
}

/** The vacancy that an earlier import of the same message made, or null. */
export async function vacancyByOrigin(trx: Trx, kind: 'VUM', reference: string): Promise<string | null> {
  const row = await trx('vacancy_origin').where({ kind, reference }).first('id');
  return row?.id ?? null;
}
