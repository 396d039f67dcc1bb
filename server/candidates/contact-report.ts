import type { Knex } from 'knex';
import { CONTACT_OUTCOMES, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import {
  REPORT_MOST_DAYS,
  type ContactReport,
  type ContactReportLine,
  type ReportPeriod,
} from '@hallowerk/contract/candidates/follow-up.ts';
import { addDays } from '@hallowerk/contract/candidates/working-days.ts';
import { ProblemError } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';

interface CountedRow {
  readonly organization_id: string;
  readonly organization_name: string;
  readonly vacancy_id: string | null;
  readonly vacancy_title: string | null;
  readonly outcome: ContactOutcome;
  readonly n: number;
}

/**
 * What became of the requests for candidates of the user's own region, asked in a period, per employer and vacancy (BX-08).
 * Each request is counted once, so the lines add up to the number of requests. No candidate and no requester is named.
 *
 * @throws {ProblemError} 400 for a period that ends before it begins or is longer than `REPORT_MOST_DAYS`.
 */
export async function contactReport(knex: Knex, session: SessionContext, period: ReportPeriod): Promise<ContactReport> {
  const { from, to } = period;
  if (to < from || to > addDays(from, REPORT_MOST_DAYS - 1)) throw invalidPeriod();
  const result: { rows: CountedRow[] } = await knex.raw(
    `select o.id as organization_id, o.name as organization_name, r.vacancy_id,
            v.content ->> 'title' as vacancy_title, r.outcome, count(*)::int as n
     from   contact_request r
     join   candidate c on c.id = r.candidate_id
     join   user_region g on g.region_code = c.region_code and g.relation = 'own' and g.user_id = :userId
     join   app_user u on u.id = r.requester_id
     join   organization o on o.id = u.organization_id
     left   join vacancy v on v.id = r.vacancy_id
     where  r.requested_at >= cast(:from as timestamp) at time zone 'Europe/Amsterdam'
       and  r.requested_at < cast(:until as timestamp) at time zone 'Europe/Amsterdam'
     group  by o.id, o.name, r.vacancy_id, v.content ->> 'title', r.outcome`,
    { userId: session.userId, from, until: addDays(to, 1) },
  );
  return { period, items: linesOf(result.rows) };
}

function linesOf(rows: readonly CountedRow[]): ContactReportLine[] {
  const lines = new Map<string, ContactReportLine>();
  for (const row of rows) {
    const key = `${row.organization_id}/${row.vacancy_id ?? ''}`;
    const line = lines.get(key) ?? emptyLine(row);
    line.outcomes[row.outcome] += row.n;
    line.total += row.n;
    lines.set(key, line);
  }
  const dutch = new Intl.Collator('nl');
  return [...lines.values()].sort(
    (one, other) =>
      dutch.compare(one.organizationName, other.organizationName) ||
      dutch.compare(one.vacancyTitle ?? '', other.vacancyTitle ?? ''),
  );
}

function emptyLine(row: CountedRow): ContactReportLine {
  const outcomes = Object.fromEntries(CONTACT_OUTCOMES.codes.map((code) => [code, 0])) as Record<
    ContactOutcome,
    number
  >;
  const { organization_id: organizationId, organization_name: organizationName } = row;
  return {
    organizationId,
    organizationName,
    vacancyId: row.vacancy_id,
    vacancyTitle: row.vacancy_title,
    total: 0,
    outcomes,
  };
}

function invalidPeriod(): ProblemError {
  return new ProblemError(400, 'invalid_period', 'Kies een begin en een einde, met hoogstens twee jaar ertussen.');
}
