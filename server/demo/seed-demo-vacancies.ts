import type { Knex } from 'knex';
import { VACANCY_GROUP_NAMES, BLANK_VACANCY, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { ProposalState } from '@hallowerk/contract/vacancies/proposal.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { upsertOrganizations } from '../organisations/organisations.repository.ts';
import { productPlaces, REGION_PLACES } from './places.ts';
import { occupationId } from './product-lists.ts';
import { capitalised, DAY, isoDate, OCCUPATION_WEIGHTS } from './region-plan.ts';
import { seededRandom, type SeededRandom } from './random.ts';

const VACANCIES = 40;
const REGION = 'AM21';
const EMPLOYER = 'werkgever@demo.hallowerk.example';
const MANAGER = 'accountmanager@demo.hallowerk.example';

/** Employers beside the one that can sign in, each with somebody to call. */
const OTHERS = [
  ['Timmerfabriek De Vries', 'Joost de Vries'],
  ['Zorggroep Duinzicht', 'Marleen Postma'],
  ['Transport Van Leeuwen', 'Piet van Leeuwen'],
  ['Schoonmaak Helder', 'Fatima Aziz'],
  ['Tuinderij Westland', 'Koen Vermeer'],
] as const;

const STATES: readonly ProposalState[] = [
  'PROPOSED',
  'VIEWED',
  'CONTACT_REQUESTED',
  'IN_TALKS',
  'DECLINED',
  'WITHDRAWN',
];
const LEVELS = ['2', '3', '4', '5'] as const;

interface Party {
  readonly organizationId: string;
  readonly contactId: string;
}

/**
 * Vacancies of several employers in all states, with proposals, for the accounts of the demo. Deterministic by seed;
 * nothing is written when they are there, or while the accounts of the demo are not.
 */
export async function seedDemoVacancies(knex: Knex, seed: number, asOf: Date): Promise<void> {
  await withTransaction(knex, async (trx) => {
    const employer = await demoUser(trx, EMPLOYER);
    const manager = await demoUser(trx, MANAGER);
    if (employer === undefined || manager === undefined) return;
    const others = await seedEmployers(trx, seededRandom(`employers:${seed}`, asOf), manager.municipality_id);
    const parties: readonly Party[] = [{ organizationId: employer.organization_id, contactId: employer.id }, ...others];
    await trx('organization')
      .whereIn(
        'id',
        parties.map(({ organizationId }) => organizationId),
      )
      .whereNull('account_manager_id')
      .update({ account_manager_id: manager.id });
    const candidates: { id: string }[] = await trx('candidate')
      .where({ region_code: REGION, visible_to_employers: true })
      .orderBy('id')
      .limit(80)
      .select('id');
    for (let n = 0; n < VACANCIES; n++) {
      // One stream each, so that what is there already does not shift what follows.
      const random = seededRandom(`vacancy:${seed}:${n}`, asOf);
      // A third is of the employer that can sign in.
      const party = n % 3 === 0 ? parties[0]! : random.pick(parties);
      const vacancy = await seedVacancy(trx, random, { n, party, managerId: manager.id, asOf });
      if (vacancy.status !== 'ACTIVE' || candidates.length === 0 || n % 2 === 1) continue;
      for (const { id: candidateId } of random.pickSome(candidates, 1, 4)) {
        await seedProposal(trx, random, { vacancyId: vacancy.id, candidateId, manager, asOf });
      }
    }
  });
}

interface DemoUserRow {
  readonly id: string;
  readonly organization_id: string;
  readonly municipality_id: string;
}

function demoUser(trx: Trx, email: string): Promise<DemoUserRow | undefined> {
  return trx('app_user').where({ email }).first('id', 'organization_id', 'municipality_id');
}

/** They have no password: nobody signs in as them. */
async function seedEmployers(trx: Trx, random: SeededRandom, municipalityId: string): Promise<Party[]> {
  const parties: Party[] = [];
  for (const [name, contact] of OTHERS) {
    const [organizationId, contactId] = [random.uuid(), random.uuid()];
    await upsertOrganizations(trx, [{ id: organizationId, name, types: ['EMPLOYER'], municipalityId }]);
    const email = `${contact.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@demo.hallowerk.example`;
    await trx('app_user')
      .insert({
        id: contactId,
        full_name: contact,
        email,
        role: 'EMPLOYER',
        organization_id: organizationId,
        municipality_id: municipalityId,
        phone: `+3160000${random.int(1000, 9999)}`,
      })
      .onConflict('id')
      .ignore();
    parties.push({ organizationId, contactId });
  }
  return parties;
}

async function seedVacancy(
  trx: Trx,
  random: SeededRandom,
  { n, party, managerId, asOf }: { n: number; party: Party; managerId: string; asOf: Date },
): Promise<{ id: string; status: string }> {
  const byManager = random.chance(0.5);
  const createdAt = new Date(asOf.getTime() - random.int(1, 90) * DAY);
  const status = n % 9 === 4 ? 'DRAFT' : n % 6 === 5 ? 'ARCHIVED' : 'ACTIVE';
  const [id, revision] = [random.uuid(), random.uuid()];
  const fields = vacancyFields(random, party, byManager ? managerId : party.contactId, asOf);
  const content = { ...fields, id, source: 'INTERNAL', vacancyNumber: '', organizationName: '', publishedAt: null };
  await trx('vacancy')
    .insert({
      id,
      region_code: REGION,
      organization_id: party.organizationId,
      content: JSON.stringify(content),
      status,
      visible_to_candidates: status === 'ACTIVE' && random.chance(0.6),
      published_at: status === 'DRAFT' ? null : createdAt,
      created_by: byManager ? managerId : party.contactId,
      created_by_role: byManager ? 'ACCOUNT_MANAGER' : 'EMPLOYER',
      created_at: createdAt,
      revisions: JSON.stringify(Object.fromEntries(VACANCY_GROUP_NAMES.map((group) => [group, revision]))),
    })
    .onConflict('id')
    .ignore();
  return { id, status };
}

function vacancyFields(random: SeededRandom, party: Party, contactPersonId: string, asOf: Date): VacancyFields {
  const occupation = random.weighted(OCCUPATION_WEIGHTS);
  const [city] = random.weighted(REGION_PLACES.map((place) => [place, place[1]] as const));
  const placeId = productPlaces().find((place) => place.name === city)?.id ?? null;
  const hours = random.pick([16, 20, 24, 28, 32]);
  const closing = new Date(asOf.getTime() + random.int(-15, 60) * DAY);
  return {
    ...BLANK_VACANCY,
    title: capitalised(`${occupation.name} in ${city}`),
    description: `Wij zoeken een ${occupation.name.toLowerCase()} voor ons team in ${city}. Je krijgt uitleg van een vaste collega en werkt op een rustige plek.\n\nErvaring is niet nodig. We kijken samen welke uren en taken bij je passen.`,
    placeId,
    city,
    occupationId: occupationId(occupation.code),
    occupationName: occupation.name,
    workingLevel: random.pick(LEVELS),
    hoursMin: hours,
    hoursMax: hours + random.pick([0, 4, 8]),
    startDate: isoDate(closing.getTime() + 14 * DAY),
    closingDate: isoDate(closing),
    openPositions: random.int(1, 4),
    vacancyCount: 1,
    contactPersonId,
    contactRoute: contactPersonId === party.contactId ? 'DIRECT' : 'VIA_ACCOUNT_MANAGER',
    supportModel: random.pick(['SELF_SERVICE', 'SHARED', 'FULL']),
    contractTypes: [random.pick(['O', 'B'])],
    agreementTypes: ['01'],
    salaryText: random.chance(0.5) ? 'Volgens de cao' : '',
    drivingLicences: random.chance(0.2) ? ['B'] : [],
  };
}

async function seedProposal(
  trx: Trx,
  random: SeededRandom,
  proposal: { vacancyId: string; candidateId: string; manager: DemoUserRow; asOf: Date },
): Promise<void> {
  const proposedAt = new Date(proposal.asOf.getTime() - random.int(0, 20) * DAY);
  await trx('proposal')
    .insert({
      id: random.uuid(),
      vacancy_id: proposal.vacancyId,
      candidate_id: proposal.candidateId,
      proposed_by: proposal.manager.id,
      proposer_organization_id: proposal.manager.organization_id,
      proposed_at: proposedAt,
      motivation: random.chance(0.6) ? 'Past goed bij het werk en kan snel beginnen.' : '',
      explanation: '[]',
      state: random.pick(STATES),
      changed_at: proposedAt,
    })
    .onConflict()
    .ignore();
}
