import type {
  CandidateDocument,
  CandidateInternal,
  CandidateProfile,
} from '@hallowerk/contract/candidates/candidate.ts';
import type { AssessmentResult, PhysicalCapacity } from '@hallowerk/contract/candidates/candidate.ts';
import type { Vacancy } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { CandidateRecord } from '../../candidates/candidate-record.ts';
import type { Trx } from '../../database/transaction.ts';
import type { VacancyRecord } from '../../vacancies/vacancy-record.ts';

/** What earlier imports left on the server, by the id that the source gave. */

interface CandidateRow {
  readonly id: string;
  readonly reference: string;
  readonly document: unknown;
  readonly region_code: string;
  readonly visible_to_employers: boolean;
  readonly email: string;
  readonly phone: string;
  readonly postcode: string;
  readonly profile: CandidateProfile;
  readonly internal: CandidateInternal;
  readonly capacity: readonly PhysicalCapacity[] | null;
  readonly assessments: readonly AssessmentResult[] | null;
  readonly documents: readonly CandidateDocument[] | null;
}

export async function importedCandidates(
  trx: Trx,
  references: readonly string[],
): Promise<ReadonlyMap<string, CandidateRecord>> {
  const result: { rows: CandidateRow[] } = await trx.raw(
    `select c.id, o.reference, o.document, c.region_code, c.visible_to_employers, c.email, c.phone, c.postcode, c.profile,
       jsonb_build_object('clientNumber', i.client_number, 'gender', i.gender, 'birthDate', i.birth_date,
         'municipality', i.municipality, 'supportModel', i.support_model, 'caseManagerName', i.case_manager_name,
         'tozo', i.tozo) as internal,
       p.items as capacity, a.items as assessments,
       (select jsonb_agg(jsonb_build_object('id', d.id, 'candidateId', d.candidate_id, 'kind', d.kind, 'name', d.name,
          'mediaType', d.media_type, 'sizeBytes', d.size_bytes, 'shareable', d.shareable) order by d.id)
        from candidate_document d where d.candidate_id = c.id) as documents
     from candidate_origin o
     join candidate c on c.id = o.id
     join candidate_internal i on i.id = c.id
     left join candidate_capacity p on p.id = c.id
     left join candidate_assessment a on a.id = c.id
     where o.kind = 'VUM' and o.reference = any(?)`,
    [references as string[]],
  );
  return new Map(result.rows.map((row) => [row.reference, toRecord(row)]));
}

function toRecord(row: CandidateRow): CandidateRecord {
  return {
    id: row.id,
    regionCode: row.region_code,
    visibleToEmployers: row.visible_to_employers,
    email: row.email,
    phone: row.phone,
    postcode: row.postcode,
    profile: row.profile,
    internal: row.internal,
    physicalCapacity: row.capacity ?? [],
    assessments: row.assessments ?? [],
    documents: row.documents ?? [],
    origin: { kind: 'VUM', reference: row.reference, document: row.document },
  };
}

export async function importedVacancies(
  trx: Trx,
  references: readonly string[],
): Promise<ReadonlyMap<string, VacancyRecord>> {
  const rows: readonly { reference: string; document: unknown; region_code: string; content: Vacancy }[] = await trx(
    'vacancy_origin as o',
  )
    .join('vacancy as v', 'v.id', 'o.id')
    .where('o.kind', 'VUM')
    .whereIn('o.reference', references)
    .select('o.reference', 'o.document', 'v.region_code', 'v.content');
  return new Map(
    rows.map((row) => [
      row.reference,
      {
        vacancy: row.content,
        regionCode: row.region_code,
        origin: { kind: 'VUM', reference: row.reference, document: row.document },
      },
    ]),
  );
}

/** Those of `ids` that a row of the table has which no VUM message made. */
export async function idsOfOthers(
  trx: Trx,
  table: 'candidate' | 'vacancy',
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows: readonly { id: string }[] = await trx(`${table} as t`)
    .leftJoin(`${table}_origin as o`, 'o.id', 't.id')
    .whereNull('o.id')
    .whereIn('t.id', ids)
    .select('t.id as id');
  return new Set(rows.map((row) => row.id));
}

/** The region of this server's municipalities, when they share one. */
export async function ownRegion(trx: Trx): Promise<string | null> {
  const rows: readonly { code: string }[] = await trx('municipality').distinct('region_code as code').limit(2);
  return rows.length === 1 ? (rows[0]?.code ?? null) : null;
}

export async function regionCodes(trx: Trx): Promise<readonly string[]> {
  const rows: readonly { code: string }[] = await trx('region').select('code').orderBy('code');
  return rows.map((row) => row.code);
}
