import * as z from 'zod';
import {
  AssessmentResultSchema,
  CandidateDocumentSchema,
  CandidateInternalSchema,
  CandidateProfileSchema,
  PhysicalCapacitySchema,
  type PhysicalCapacity,
} from '@hallowerk/contract/candidates/candidate.ts';
import { UuidSchema } from '@hallowerk/contract/common/primitives.ts';
import type { Trx } from '../database/transaction.ts';
import { upsertChanged, type UpsertCounts, type UpsertTarget } from '../database/upsert-changed.ts';
import type { CandidateRecord } from './candidate-record.ts';

/** Parents per transaction, at most: the commit clock is held while their visibility is derived (sync §2.5). */
export const CANDIDATES_PER_TRANSACTION = 250;

const RecordSchema = z.object({
  id: UuidSchema,
  regionCode: z.string().min(1),
  visibleToEmployers: z.boolean(),
  email: z.string().max(254),
  phone: z.string().max(20),
  postcode: z.string().max(6),
  profile: CandidateProfileSchema,
  internal: CandidateInternalSchema,
  physicalCapacity: z.array(PhysicalCapacitySchema),
  assessments: z.array(AssessmentResultSchema),
  documents: z.array(CandidateDocumentSchema),
  origin: z.object({ kind: z.literal('VUM'), reference: z.string().min(1), document: z.unknown() }).nullable(),
});

const CANDIDATE: UpsertTarget = {
  table: 'candidate',
  key: ['id'],
  columns: {
    id: 'uuid',
    region_code: 'text',
    visible_to_employers: 'boolean',
    email: 'text',
    phone: 'text',
    postcode: 'text',
    profile: 'jsonb',
  },
  onChange: { version: 't.version + 1', updated_at: 'now()' },
};

const INTERNAL: UpsertTarget = {
  table: 'candidate_internal',
  key: ['id'],
  columns: {
    id: 'uuid',
    client_number: 'text',
    gender: 'text',
    birth_date: 'date',
    municipality: 'text',
    support_model: 'text',
    case_manager_name: 'text',
    tozo: 'boolean',
  },
};

const CAPACITY: UpsertTarget = {
  table: 'candidate_capacity',
  key: ['id'],
  columns: { id: 'uuid', items: 'jsonb' },
};

const ASSESSMENT: UpsertTarget = { ...CAPACITY, table: 'candidate_assessment' };

const DOCUMENT: UpsertTarget = {
  table: 'candidate_document',
  key: ['id'],
  columns: {
    id: 'uuid',
    candidate_id: 'uuid',
    kind: 'text',
    name: 'text',
    media_type: 'text',
    size_bytes: 'bigint',
    shareable: 'boolean',
  },
};

const ORIGIN: UpsertTarget = {
  table: 'candidate_origin',
  key: ['id'],
  columns: { id: 'uuid', kind: 'text', reference: 'text', document: 'jsonb' },
};

/**
 * Writes whole candidates: what differs is updated, documents that are no longer listed are removed. The counts are of
 * candidates; one counts as changed when anything of his differs, health data and origin included.
 *
 * @throws {z.ZodError} when a record does not satisfy the contract; nothing is written then.
 * @throws {RangeError} on more than `CANDIDATES_PER_TRANSACTION` records.
 */
export async function upsertCandidates(trx: Trx, rows: readonly CandidateRecord[]): Promise<UpsertCounts> {
  if (rows.length > CANDIDATES_PER_TRANSACTION) {
    throw new RangeError(`At most ${CANDIDATES_PER_TRANSACTION} candidates a transaction, got ${rows.length}`);
  }
  if (rows.length === 0) return { created: 0, changed: 0, unchanged: 0 };
  const records = [
    ...new Map(
      z
        .array(RecordSchema)
        .parse(rows)
        .map((row) => [row.id, row]),
    ).values(),
  ];
  const before = await fingerprints(
    trx,
    records.map((row) => row.id),
  );
  await upsertChanged(trx, CANDIDATE, records.map(candidateRow));
  await upsertChanged(trx, INTERNAL, records.map(internalRow));
  await upsertChanged(
    trx,
    CAPACITY,
    records.map((row) => ({ id: row.id, items: row.physicalCapacity })),
  );
  await upsertChanged(
    trx,
    ASSESSMENT,
    records.map((row) => ({ id: row.id, items: row.assessments })),
  );
  await replaceDocuments(trx, records);
  await upsertChanged(
    trx,
    ORIGIN,
    records.flatMap((row) => (row.origin ? [{ id: row.id, ...row.origin }] : [])),
  );
  if (before.size === 0) return { created: records.length, changed: 0, unchanged: 0 };
  const after = await fingerprints(trx, [...before.keys()]);
  const changed = [...before].filter(([id, value]) => after.get(id) !== value).length;
  return { created: records.length - before.size, changed, unchanged: before.size - changed };
}

type ParsedRecord = z.infer<typeof RecordSchema>;

function candidateRow(row: ParsedRecord): Record<string, unknown> {
  return {
    id: row.id,
    region_code: row.regionCode,
    visible_to_employers: row.visibleToEmployers,
    email: row.email,
    phone: row.phone,
    postcode: row.postcode,
    profile: row.profile,
  };
}

function internalRow({ id, internal }: ParsedRecord): Record<string, unknown> {
  return {
    id,
    client_number: internal.clientNumber,
    gender: internal.gender,
    birth_date: internal.birthDate,
    municipality: internal.municipality,
    support_model: internal.supportModel,
    case_manager_name: internal.caseManagerName,
    tozo: internal.tozo,
  };
}

async function replaceDocuments(trx: Trx, records: readonly ParsedRecord[]): Promise<void> {
  const documents = records.flatMap((row) => row.documents.map((document) => ({ ...document, candidateId: row.id })));
  await trx('candidate_document')
    .whereIn(
      'candidate_id',
      records.map((row) => row.id),
    )
    .whereNotIn(
      'id',
      documents.map((document) => document.id),
    )
    .delete();
  const lines = documents.map((document) => ({
    id: document.id,
    candidate_id: document.candidateId,
    kind: document.kind,
    name: document.name,
    media_type: document.mediaType,
    size_bytes: document.sizeBytes,
    shareable: document.shareable,
  }));
  await upsertChanged(trx, DOCUMENT, lines);
}

/** Physical row version (`xmin` with place) of everything that belongs to each known candidate: equal means untouched. */
async function fingerprints(trx: Trx, ids: readonly string[]): Promise<Map<string, string>> {
  const result: { rows: { id: string; print: string }[] } = await trx.raw(
    `select c.id, concat_ws('|', c.ctid, c.xmin, i.ctid, i.xmin, p.ctid, p.xmin, a.ctid, a.xmin, o.ctid, o.xmin,
              (select string_agg(d.ctid || '/' || d.xmin, ',' order by d.id)
               from candidate_document d where d.candidate_id = c.id)) as print
     from candidate c
     left join candidate_internal i on i.id = c.id
     left join candidate_capacity p on p.id = c.id
     left join candidate_assessment a on a.id = c.id
     left join candidate_origin o on o.id = c.id
     where c.id = any(?)`,
    [ids as string[]],
  );
  return new Map(result.rows.map((row) => [row.id, row.print]));
}

/** The candidate that an earlier import of the same message made, or null. */
export async function candidateByOrigin(trx: Trx, kind: 'VUM', reference: string): Promise<string | null> {
  const row = await trx('candidate_origin').where({ kind, reference }).first('id');
  return row?.id ?? null;
}

/** Physical capacity of one candidate; empty when nothing is known. Callers check visibility and write the audit line. */
export async function capacityOf(trx: Trx, candidateId: string): Promise<readonly PhysicalCapacity[]> {
  const row: { items: PhysicalCapacity[] } | undefined = await trx('candidate_capacity')
    .where({ id: candidateId })
    .first('items');
  return row?.items ?? [];
}
