import type { ProposalRow, VacancyDetail, VacancyRow } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { BLANK_VACANCY, type Person } from '@hallowerk/contract/vacancies/vacancy.ts';
import { testId } from './make-candidate.ts';

const LISTED = {
  source: 'INTERNAL',
  title: 'Bakker in Delft',
  occupationName: 'Bakker',
  organizationId: testId(90),
  organizationName: 'Bakkerij Voorbeeld',
  city: 'Delft',
  createdAt: '2026-11-01T10:00:00Z',
  publishedAt: '2026-11-01T10:00:00Z',
  closingDate: '2026-12-31',
  visibleToCandidates: true,
  createdByName: 'Anouk van Dijk',
  createdByRole: 'ACCOUNT_MANAGER',
  contactRoute: 'DIRECT',
  status: 'ACTIVE',
  supportModel: 'SHARED',
} as const;

export function makeVacancyRow(number: number, change: Partial<VacancyRow> = {}): VacancyRow {
  return { ...LISTED, id: testId(number), proposals: 0, unanswered: 0, pending: false, ...change };
}

export function makeVacancyDetail(number: number, change: Partial<VacancyDetail> = {}): VacancyDetail {
  const rest = { vacancyNumber: '', createdById: null, revisions: {}, workingLevel: '4', hoursMin: 24, hoursMax: 32 };
  return {
    vacancy: {
      ...BLANK_VACANCY,
      ...LISTED,
      ...rest,
      id: testId(number),
      workingLevel: '4',
      description: 'Brood bakken',
    },
    contactPerson: null,
    accountManager: null,
    occupationGroup: null,
    proposals: 0,
    unanswered: 0,
    mayEdit: false,
    mayPublish: false,
    mayPropose: false,
    commands: [],
    conflicts: [],
    pending: false,
    ...change,
  };
}

export function makeProposal(number: number, change: Partial<ProposalRow> = {}): ProposalRow {
  return {
    id: testId(number),
    vacancyId: testId(1),
    state: 'PROPOSED',
    proposedAt: '2026-11-20T10:00:00Z',
    proposedById: testId(700),
    proposedByName: 'Anouk van Dijk',
    changedAt: '2026-11-20T10:00:00Z',
    candidate: { candidateId: testId(number + 100), name: `Kandidaat ${number}`, motivation: '', explanation: [] },
    answers: ['CONTACT_REQUESTED', 'DECLINED'],
    side: 'EMPLOYER',
    pending: false,
    ...change,
  };
}

export const TEST_MANAGER: Person = {
  id: testId(700),
  fullName: 'Anouk van Dijk',
  role: 'ACCOUNT_MANAGER',
  organizationId: testId(91),
  organizationName: 'Gemeente Haaglanden',
  accountManagerId: null,
  email: 'anouk@gemeente.example',
  phone: '+31600000000',
};
