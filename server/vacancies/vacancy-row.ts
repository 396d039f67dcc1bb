import type { Knex } from 'knex';
import {
  BLANK_VACANCY,
  vacancyFields,
  type ImportedVacancy,
  type Person,
  type Vacancy,
  type VacancyConflict,
  type VacancyCreator,
  type VacancyFields,
  type VacancyGroup,
  type VacancyRevisions,
  type VacancyState,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Proposal, ProposalCandidate } from '@hallowerk/contract/vacancies/proposal.ts';

/** Rows of a collection by id (server/sync/projections.ts): field by field what leaves the server. */
type Rows<T> = (trx: Knex, ids: readonly string[]) => Promise<readonly T[]>;

/** What `vacancy.content` holds: an import brings fewer fields than people fill in. */
export type VacancyContent = ImportedVacancy & Partial<VacancyFields>;

interface VacancyRow {
  readonly id: string;
  readonly content: VacancyContent;
  readonly organization_id: string | null;
  readonly organization_name: string | null;
  readonly status: VacancyState;
  readonly visible_to_candidates: boolean;
  readonly published_at: Date | null;
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly created_by_name: string | null;
  readonly created_by_role: VacancyCreator | null;
  readonly revisions: VacancyRevisions;
}

/** The fields that people fill in, complete. */
export function fieldsOf(content: VacancyContent): VacancyFields {
  return vacancyFields({ ...BLANK_VACANCY, ...content });
}

async function vacancyRows(trx: Knex, ids: readonly string[]): Promise<readonly VacancyRow[]> {
  return trx('vacancy as v')
    .leftJoin('organization as o', 'o.id', 'v.organization_id')
    .leftJoin('app_user as u', 'u.id', 'v.created_by')
    .whereIn('v.id', ids)
    .select('v.id', 'v.content', 'v.organization_id', 'v.status', 'v.visible_to_candidates', 'v.published_at')
    .select('v.created_at', 'v.created_by', 'v.created_by_role', 'v.revisions')
    .select({ organization_name: 'o.name', created_by_name: 'u.full_name' });
}

export const vacancies: Rows<Vacancy> = async (trx, ids) =>
  (await vacancyRows(trx, ids)).map((row): Vacancy => ({
    ...fieldsOf(row.content),
    id: row.id,
    source: row.content.source,
    vacancyNumber: row.content.vacancyNumber,
    organizationId: row.organization_id,
    organizationName: row.organization_name ?? row.content.organizationName,
    status: row.status,
    visibleToCandidates: row.visible_to_candidates,
    publishedAt: row.published_at?.toISOString() ?? row.content.publishedAt,
    createdAt: row.created_at.toISOString(),
    createdById: row.created_by,
    createdByName: row.created_by_name ?? '',
    createdByRole: row.created_by_role,
    revisions: row.revisions,
  }));

/** Version 1, for programs that know no states yet: only what was published, as an import brings it. */
export const importedVacancies: Rows<ImportedVacancy> = async (trx, ids) =>
  (await vacancyRows(trx, ids)).map(({ content, ...row }): ImportedVacancy => ({
    id: row.id,
    source: content.source,
    vacancyNumber: content.vacancyNumber,
    title: content.title,
    description: content.description,
    organizationName: row.organization_name ?? content.organizationName,
    city: content.city,
    postcode: content.postcode,
    occupationId: content.occupationId,
    workingLevel: content.workingLevel,
    hoursMin: content.hoursMin,
    hoursMax: content.hoursMax,
    startDate: content.startDate,
    endDate: content.endDate,
    closingDate: content.closingDate,
    publishedAt: row.published_at?.toISOString() ?? content.publishedAt,
    contractTypes: content.contractTypes,
    agreementTypes: content.agreementTypes,
    supportModel: content.supportModel,
    drivingLicences: content.drivingLicences,
    transport: content.transport,
    salaryText: content.salaryText,
  }));

export const vacancyConflicts: Rows<VacancyConflict> = async (trx, ids) => {
  const rows: {
    id: string;
    vacancy_id: string;
    field_group: VacancyGroup;
    other: Partial<VacancyFields>;
    created_at: Date;
  }[] = await trx('vacancy_conflict')
    .whereIn('id', ids)
    .select('id', 'vacancy_id', 'field_group', 'other', 'created_at');
  return rows.map((row): VacancyConflict => ({
    id: row.id,
    vacancyId: row.vacancy_id,
    group: row.field_group,
    other: row.other,
    createdAt: row.created_at.toISOString(),
  }));
};

/** For everybody who sees the vacancy: nothing of the candidate may stand here. */
export const proposals: Rows<Proposal> = async (trx, ids) => {
  const rows = await trx('proposal as p')
    .leftJoin('app_user as u', 'u.id', 'p.proposed_by')
    .whereIn('p.id', ids)
    .select('p.id', 'p.vacancy_id', 'p.state', 'p.proposed_at', 'p.proposed_by', 'p.changed_at', 'u.full_name');
  return rows.map((row): Proposal => ({
    id: row.id,
    vacancyId: row.vacancy_id,
    state: row.state,
    proposedAt: row.proposed_at.toISOString(),
    proposedById: row.proposed_by,
    proposedByName: row.full_name ?? '',
    changedAt: row.changed_at.toISOString(),
  }));
};

export const proposalCandidates: Rows<ProposalCandidate> = async (trx, ids) => {
  const rows = await trx('proposal')
    .whereIn('id', ids)
    .select('id', 'vacancy_id', 'candidate_id', 'motivation', 'explanation');
  return rows.map((row): ProposalCandidate => ({
    id: row.id,
    vacancyId: row.vacancy_id,
    candidateId: row.candidate_id,
    motivation: row.motivation,
    explanation: row.explanation,
  }));
};

/** Who serves the employers of a region. */
export const STAFF_ROLES = ['ACCOUNT_MANAGER', 'EXECUTOR'];

export const persons: Rows<Person> = async (trx, ids) => {
  const rows = await trx('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .whereIn('u.id', ids)
    .select(
      'u.id',
      'u.full_name',
      'u.role',
      'u.organization_id',
      'o.name',
      'o.account_manager_id',
      'u.email',
      'u.phone',
    );
  return rows.map((row): Person => {
    const isStaff = STAFF_ROLES.includes(row.role);
    return {
      id: row.id,
      fullName: row.full_name,
      role: isStaff ? 'ACCOUNT_MANAGER' : 'EMPLOYER',
      organizationId: row.organization_id,
      organizationName: row.name,
      accountManagerId: isStaff ? null : row.account_manager_id,
      email: row.email,
      phone: row.phone,
    };
  });
};
