import { randomUUID } from 'node:crypto';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture } from './candidate-fixture.ts';
import { INVITED } from './invitation-world.ts';
import type { Tenant } from './tenants.ts';

/** Ids of real rows of one municipality: one of each kind that an address can name. */
export interface TenantRows {
  readonly candidate: string;
  readonly employer: string;
  readonly employee: string;
  readonly device: string;
  readonly session: string;
  readonly customRole: string;
  readonly invitation: string;
  readonly invited: object;
  readonly showcase: string;
  readonly erasure: string;
  readonly challenge: string;
  readonly factor: string;
  readonly identity: string;
  readonly crawlSource: string;
  readonly crawlRun: string;
}

/** Straight into the tables, because what is asked is what others can reach of it. */
export async function makeRows(tenant: Tenant): Promise<TenantRows> {
  const { test, municipalityId, organizations, regionCode } = tenant;
  const { knex } = test.server;
  const now = test.clock.now();
  const employee = await tenant.person('EMPLOYER');
  const { deviceId } = await tenant.session(employee);
  const session = await knex('session').where({ user_id: employee.id }).first('id');
  const candidate = candidateFixture({ regionCode });
  const ids = { invitation: uuidv7(), showcase: uuidv7(), erasure: uuidv7(), challenge: uuidv7() };
  const [factor, identity] = [uuidv7(), uuidv7()];
  const [crawlSource, crawlRun] = [uuidv7(), uuidv7()];
  const invited = { ...INVITED, email: `${randomUUID()}@example.nl`, organizationName: `Bedrijf ${randomUUID()}` };
  await withTransaction(knex, async (trx) => {
    await upsertCandidates(trx, [candidate]);
    await trx('invitation').insert({
      ...{ id: ids.invitation, kind: 'EMPLOYER', state: 'DRAFT', email: invited.email, full_name: 'Iemand' },
      ...{ role: 'EMPLOYER', municipality_id: municipalityId, organization_name: 'Bedrijf', created_at: now },
    });
    await trx('showcase').insert({
      ...{ id: ids.showcase, name: 'Vitrine', region_codes: [regionCode], filter_categories: ['workType'] },
      municipality_id: municipalityId,
    });
    await trx('erasure_request').insert({
      ...{ id: ids.erasure, candidate_id: candidate.id, region_code: regionCode, state: 'RECEIVED', reason: 'Brief' },
      ...{ received_at: now, due_at: new Date(now.getTime() + 30 * 86_400_000) },
    });
    await trx('sign_in_challenge').insert({
      ...{ id: ids.challenge, user_id: employee.id, created_at: now },
      expires_at: new Date(now.getTime() + 600_000),
    });
    await trx('crawl_source').insert({
      ...{ id: crawlSource, organization_id: organizations.EMPLOYER, kind: 'SITE', name: 'Site', created_at: now },
      ...{ url: 'https://www.example.com/', paused: true },
    });
    await trx('crawl_run').insert({
      ...{ id: crawlRun, source_id: crawlSource, state: 'DONE', started_at: now, beat_at: now, ended_at: now },
    });
    await trx('second_factor').insert({ id: factor, user_id: employee.id, method: 'SMS', phone: '+31612345678' });
  });
  return {
    ...ids,
    ...{ crawlSource, crawlRun },
    ...{ candidate: candidate.id, employer: organizations.EMPLOYER, employee: employee.id, device: deviceId },
    ...{ session: session?.id, customRole: await tenant.customRole('EMPLOYER', []), invited, factor, identity },
  };
}
