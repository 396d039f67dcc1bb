import type { Knex } from 'knex';
import type { ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';

export interface ContactRequestRow {
  readonly id: string;
  readonly candidate_id: string;
  readonly requester_id: string;
  readonly vacancy_id: string | null;
  readonly route_at_request: ContactRequest['routeAtRequest'];
  readonly requested_at: Date;
  readonly outcome: ContactRequest['outcome'];
  readonly outcome_at: Date | null;
  readonly note: string;
}

const COLUMNS = [
  'id',
  'candidate_id',
  'requester_id',
  'vacancy_id',
  'route_at_request',
  'requested_at',
  'outcome',
  'outcome_at',
  'note',
] as const satisfies readonly (keyof ContactRequestRow)[];

export async function contactRequestRows(trx: Knex, ids: readonly string[]): Promise<readonly ContactRequestRow[]> {
  return trx('contact_request').whereIn('id', ids).select(COLUMNS);
}

export function toContactRequest(row: ContactRequestRow): ContactRequest {
  return {
    id: row.id,
    candidateId: row.candidate_id,
    requesterId: row.requester_id,
    vacancyId: row.vacancy_id,
    routeAtRequest: row.route_at_request,
    requestedAt: row.requested_at.toISOString(),
    outcome: row.outcome,
    outcomeAt: row.outcome_at?.toISOString() ?? null,
    note: row.note,
  };
}
