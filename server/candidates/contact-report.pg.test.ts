import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTACT_OUTCOMES, type ContactOutcome } from '@hallowerk/contract/candidates/contact-request.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { SessionContext } from '../security/session.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { upsertCandidates } from './candidates.repository.ts';
import { contactReport } from './contact-report.ts';

const OWN = [{ code: 'AM21', relation: 'own' }] as const;

describe.each(databaseKinds())('report of contact requests on %s', (kind) => {
  let world: SyncWorld;
  let manager: SessionContext;
  const employers: string[] = [];
  const vacancies = [uuidv7(), uuidv7()];
  const here = candidateFixture();
  const elsewhere = candidateFixture({ regionCode: 'AM22' });
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    await withTransaction(world.knex, (trx) => upsertCandidates(trx, [here, elsewhere]));
    const regions = [...OWN, { code: 'AM22', relation: 'connected' } as const];
    manager = (await world.user('ACCOUNT_MANAGER', regions)).session;
    for (let n = 0; n < 3; n++) {
      const { userId } = (await world.user('EMPLOYER', OWN)).session;
      const organization = uuidv7();
      await world.knex('organization').insert({ id: organization, name: `Werkgever ${n}` });
      await world.knex('app_user').where({ id: userId }).update({ organization_id: organization });
      employers.push(userId);
    }
    for (const id of vacancies) {
      await withTransaction(world.knex, (trx) =>
        trx('vacancy').insert({ id, region_code: 'AM21', content: JSON.stringify({ title: `Bakker ${id}` }) }),
      );
    }
  });
  afterAll(() => world.close());

  it('BX-08: adds up to the requests of the own region in the period, per employer, vacancy and outcome', async () => {
    const request = fc.record({
      employer: fc.constantFrom(0, 1, 2),
      vacancy: fc.constantFrom(null, 0, 1),
      region: fc.constantFrom<'here' | 'elsewhere'>('here', 'here', 'elsewhere'),
      outcome: fc.constantFrom<ContactOutcome>(...CONTACT_OUTCOMES.codes),
      moment: fc.date({ min: new Date('2026-02-27'), max: new Date('2026-04-03'), noInvalidDate: true }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), async (requests) => {
        await world.knex('contact_request').delete();
        for (const { employer, vacancy, region, outcome, moment } of requests) {
          await world.knex('contact_request').insert({
            ...{ id: uuidv7(), route_at_request: 'DIRECT', note: '', outcome, requested_at: moment },
            candidate_id: region === 'here' ? here.id : elsewhere.id,
            requester_id: employers[employer],
            vacancy_id: vacancy === null ? null : vacancies[vacancy],
          });
        }
        const { items } = await contactReport(world.knex, manager, { from: '2026-03-01', to: '2026-03-31' });
        const counted = requests.filter(
          ({ region, moment }) => region === 'here' && amsterdamDay(moment).startsWith('2026-03'),
        );
        expect(items.reduce((sum, { total }) => sum + total, 0)).toBe(counted.length);
        for (const line of items) {
          const own = counted.filter(
            ({ employer, vacancy }) =>
              line.organizationName === `Werkgever ${employer}` &&
              line.vacancyId === (vacancy === null ? null : vacancies[vacancy]),
          );
          expect(line.total).toBe(own.length);
          for (const code of CONTACT_OUTCOMES.codes) {
            expect(line.outcomes[code]).toBe(own.filter(({ outcome }) => outcome === code).length);
          }
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('asks for a period that makes sense', async () => {
    const wrong = [
      { from: '2026-03-02', to: '2026-03-01' },
      { from: '2020-01-01', to: '2026-03-01' },
    ];
    for (const period of wrong) {
      await expect(contactReport(world.knex, manager, period)).rejects.toMatchObject({
        status: 400,
        code: 'invalid_period',
      });
    }
    const day = { from: '2026-07-01', to: '2026-07-01' };
    expect(await contactReport(world.knex, manager, day)).toEqual({ period: day, items: [] });
  });
});
