import { BLANK_VACANCY, VACANCY_GROUP_NAMES, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';

/** Without a fault on any day of the tests, once it has a contact person. */
export function vacancyFieldsFixture(change: Partial<VacancyFields> = {}): VacancyFields {
  return {
    ...BLANK_VACANCY,
    title: 'Bakker',
    description: 'Brood bakken in een klein team',
    city: 'Delft',
    occupationId: '0198f3c2-0000-7000-8000-00000000000f',
    occupationName: 'Bakker',
    workingLevel: '4',
    hoursMin: 24,
    hoursMax: 36,
    closingDate: '2099-12-31',
    ...change,
  };
}

export interface VacancyFixture {
  readonly id?: string;
  readonly organizationId: string;
  readonly regionCode?: string;
  readonly createdBy?: string | null;
  readonly status?: 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
  readonly fields?: Partial<VacancyFields>;
  /** Of every group. */
  readonly revision?: string;
}

/** Puts a vacancy into the table as the program would have; gives its id. */
export async function insertVacancy(trx: Trx, fixture: VacancyFixture): Promise<string> {
  const { id = uuidv7(), revision = uuidv7(), status = 'ACTIVE' } = fixture;
  const fields = vacancyFieldsFixture(fixture.fields);
  const content = { ...fields, id, source: 'INTERNAL', vacancyNumber: '', organizationName: '', publishedAt: null };
  await trx('vacancy').insert({
    id,
    region_code: fixture.regionCode ?? 'AM21',
    organization_id: fixture.organizationId,
    content: JSON.stringify(content),
    status,
    created_by: fixture.createdBy ?? null,
    created_by_role: 'EMPLOYER',
    revisions: JSON.stringify(Object.fromEntries(VACANCY_GROUP_NAMES.map((group) => [group, revision]))),
  });
  return id;
}

export interface ProposalFixture {
  readonly id?: string;
  readonly vacancyId: string;
  readonly candidateId: string;
  readonly proposedBy: string;
  readonly organizationId: string;
}

export async function insertProposal(trx: Trx, fixture: ProposalFixture): Promise<string> {
  const { id = uuidv7() } = fixture;
  const at = new Date('2026-03-01T10:00:00.000Z');
  await trx('proposal').insert({
    id,
    vacancy_id: fixture.vacancyId,
    candidate_id: fixture.candidateId,
    proposed_by: fixture.proposedBy,
    proposer_organization_id: fixture.organizationId,
    proposed_at: at,
    motivation: 'Bakt al jaren',
    explanation: '[]',
    state: 'PROPOSED',
    changed_at: at,
  });
  return id;
}
