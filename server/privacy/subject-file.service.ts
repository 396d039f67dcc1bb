import type { Knex } from 'knex';
import type { SubjectFile, SubjectFileSection } from '@hallowerk/contract/privacy/subject-file.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { PERSON_TABLES, rowsOf, type JsonRow, type Person } from './person-tables.ts';
import { ownCandidate } from './region-candidates.ts';
import { itemsOf, momentWords, SOMEBODY_GONE, type People } from './subject-file-items.ts';
import {
  actionWords,
  ERASURE_SECTION,
  PEOPLE_COLUMNS,
  roleWords,
  SECTIONS,
  VIEWER_SECTION,
} from './subject-file-words.ts';

/** Everything that is kept about a candidate (BX-11, AVG article 15), for the administrator of his region. */
export interface SubjectFileService {
  /**
   * Made anew at each request, kept nowhere, and written to the audit trail.
   * @throws {ProblemError} 404 for who is not in an own region.
   */
  create(session: SessionContext, asked: { readonly candidateId: string }): Promise<SubjectFile>;
}

export function createSubjectFileService(deps: { readonly knex: Knex; readonly clock: Clock }): SubjectFileService {
  return {
    create: (session, { candidateId }) =>
      withTransaction(deps.knex, async (trx) => {
        const candidate = await ownCandidate(trx, session, candidateId);
        const id = uuidv7();
        const object = `candidate:${candidateId}`;
        const detail = { field: 'subjectFile', file: id };
        await recordAudit(trx, { actor: session.userId, action: 'EXPORT', object, result: 'ok', detail });
        return {
          ...{ id, candidateId, name: candidate.name, createdAt: deps.clock.now().toISOString() },
          sections: await sectionsOf(trx, candidate),
        };
      }),
  };
}

async function sectionsOf(trx: Trx, person: Person): Promise<SubjectFileSection[]> {
  const found = [];
  for (const table of PERSON_TABLES) found.push({ table: table.table, rows: await rowsOf(trx, table, person) });
  const requests = await erasureRows(trx, person.id);
  const events = await auditRows(trx, person.id);
  const rows = [...found.flatMap((one) => one.rows), ...requests];
  const people = await peopleOf(trx, [...userIds(rows), ...events.map(({ actor }) => String(actor))]);
  return [
    ...found.map(({ table, rows: ofTable }) => {
      const words = SECTIONS[table];
      if (words === undefined) throw new Error(`The file has no words for ${table}`);
      const { code, title, explanation } = words;
      return { code, title, explanation, items: itemsOf(table, ofTable, words, people), rows: [...ofTable] };
    }),
    { ...head(ERASURE_SECTION), items: itemsOf('erasure_request', requests, ERASURE_SECTION, people), rows: requests },
    { ...head(VIEWER_SECTION), items: events.map((event) => viewItem(event, person.id, people)), rows: events },
  ];
}

function head({ code, title, explanation }: { code: string; title: string; explanation: string }) {
  return { code, title, explanation };
}

async function erasureRows(trx: Trx, id: string): Promise<JsonRow[]> {
  const result: { rows: { row: JsonRow }[] } = await trx.raw(
    'select to_jsonb(q) as row from erasure_request q where candidate_id = ? order by received_at',
    [id],
  );
  return result.rows.map(({ row }) => row);
}

/** Lines of the audit trail about him, or that name him in their details, oldest first. */
async function auditRows(trx: Trx, id: string): Promise<JsonRow[]> {
  const result: { rows: { row: JsonRow }[] } = await trx.raw(
    `select to_jsonb(e) - 'xid' as row from audit_event e
     where object = :object or cast(detail as text) like :like order by seq`,
    { object: `candidate:${id}`, like: `%${id}%` },
  );
  return result.rows.map(({ row }) => row);
}

function userIds(rows: readonly JsonRow[]): string[] {
  return rows.flatMap((row) =>
    Object.keys(PEOPLE_COLUMNS).flatMap((column) => {
      const id = row[column];
      return typeof id === 'string' ? [id] : [];
    }),
  );
}

const UUID = /^[0-9a-f-]{36}$/;

/** Function and organisation: the person has a right to know who, not the name of every employee. */
async function peopleOf(trx: Trx, ids: readonly string[]): Promise<People> {
  const users: { id: string; role: string; organization: string }[] = await trx('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .whereIn(
      'u.id',
      [...new Set(ids)].filter((id) => UUID.test(id)),
    )
    .select('u.id', 'u.role', { organization: 'o.name' });
  return new Map(users.map(({ id, role, organization }) => [id, `${roleWords(role)}, ${organization}`]));
}

function viewItem(event: JsonRow, candidateId: string, people: People): SubjectFileSection['items'][number] {
  const actor = String(event['actor']);
  const detail = event['detail'];
  const field = typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail['field'] : undefined;
  const who =
    actor === `candidate:${candidateId}` ? 'jij zelf' : actor === 'system' ? 'het systeem' : people.get(actor);
  return {
    title: momentWords(String(event['at'])),
    fields: [
      { label: 'Wat', value: actionWords(String(event['action']), field) },
      { label: 'Wie', value: who ?? SOMEBODY_GONE },
    ],
  };
}
