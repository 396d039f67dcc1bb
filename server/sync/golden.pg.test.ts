import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import { EMPTY_QUERY } from '@hallowerk/contract/candidates/candidate-search.ts';
import { MUTATIONS } from '@hallowerk/contract/sync/mutations.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { upsertOrganizations } from '../organisations/organisations.repository.ts';
import { userScopeKeys } from '../shared/visibility.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import type { SyncClient } from '../testing/sync-client.ts';
import { insertProposal, insertVacancy } from '../testing/vacancy-fixture.ts';
import { SyncWorld } from '../testing/sync-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { runMutation } from './mutations.ts';

/** Payloads as released versions of the program put them into outboxes. Files are added, never changed. */
const GoldenSchema = z.object({ kind: z.string(), ver: z.int().min(1), payloads: z.array(z.unknown()).min(1) });
const FOLDER = new URL('./golden/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name) => {
  const golden = GoldenSchema.parse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));
  return { name, ...golden };
});

/** What the payloads speak of. */
const CANDIDATE = '0198f3c2-0000-7000-8000-000000000001';
const NOTE = '0198f3c2-0000-7000-8000-000000000002';
const CONFLICT = '0198f3c2-0000-7000-8000-000000000003';
const SEARCH = '0198f3c2-0000-7000-8000-000000000005';
const REQUEST = '0198f3c2-0000-7000-8000-000000000006';
const VACANCY = '0198f3c2-0000-7000-8000-000000000009';
const OTHER_VACANCY = '0198f3c2-0000-7000-8000-00000000000a';
const PROPOSAL = '0198f3c2-0000-7000-8000-00000000000b';
const VACANCY_CONFLICT = '0198f3c2-0000-7000-8000-00000000000c';
const ORGANIZATION = '0198f3c2-0000-7000-8000-00000000000d';
const REVISION = '0198f3c2-0000-7000-8000-00000000000e';
const WRITTEN = new Date('2026-03-01T10:00:00.000Z');

it('has payloads of every version of every mutation kind', () => {
  const expected = Object.entries(MUTATIONS).flatMap(([kind, { ver }]) =>
    Array.from({ length: ver }, (_, n) => `${kind}.${n + 1}.json`),
  );
  expect(FILES.map(({ name }) => name).toSorted()).toEqual(expected.toSorted());
  for (const { name, kind, ver } of FILES) expect(name).toBe(`${kind}.${ver}.json`);
});

describe.each(databaseKinds())('released payloads on %s', (kind) => {
  let world: SyncWorld;
  let client: SyncClient;
  /** Who serves the employers of the region: for vacancies and proposals. */
  let manager: SyncClient;
  beforeAll(async () => {
    world = await SyncWorld.open(kind);
    client = await world.user('EMPLOYER', [{ code: 'AM21', relation: 'own' }]);
    manager = await world.user('ACCOUNT_MANAGER', [{ code: 'AM21', relation: 'own' }]);
    const { userId, deviceId } = client.session;
    await withTransaction(world.knex, async (trx) => {
      await upsertCandidates(trx, [candidateFixture({ id: CANDIDATE })]);
      const user = await trx('app_user').where({ id: userId }).first('organization_id');
      const stamps = { created_at: WRITTEN, text_at: WRITTEN, scope_at: WRITTEN };
      const devices = { text_device: deviceId, scope_device: deviceId };
      const content = { text: 'Kan vanaf mei beginnen', scope: 'PRIVATE', organization_id: user.organization_id };
      await trx('note').insert({
        id: NOTE,
        candidate_id: CANDIDATE,
        author_id: userId,
        ...content,
        ...stamps,
        ...devices,
      });
      const otherText = {
        other_text: 'Kan vanaf april',
        other_at: WRITTEN,
        other_device: deviceId,
        created_at: WRITTEN,
      };
      await trx('note_conflict').insert({ id: CONFLICT, note_id: NOTE, ...otherText });
      await trx('contact_request').insert({
        id: REQUEST,
        candidate_id: CANDIDATE,
        requester_id: userId,
        route_at_request: 'DIRECT',
        requested_at: WRITTEN,
        outcome: 'OPEN',
        note: '',
      });
      const { userId: managerId } = manager.session;
      await upsertOrganizations(trx, [
        { id: ORGANIZATION, name: 'Bakkerij', types: ['EMPLOYER'], municipalityId: null },
      ]);
      const vacancy = { organizationId: ORGANIZATION, createdBy: managerId, revision: REVISION };
      await insertVacancy(trx, { id: VACANCY, status: 'DRAFT', ...vacancy });
      await insertVacancy(trx, { id: OTHER_VACANCY, ...vacancy });
      const other = { other: JSON.stringify({ title: 'Banketbakker' }), revision: REVISION, created_at: WRITTEN };
      await trx('vacancy_conflict').insert({
        id: VACANCY_CONFLICT,
        vacancy_id: VACANCY,
        author_id: managerId,
        field_group: 'title',
        ...other,
      });
      await insertProposal(trx, {
        id: PROPOSAL,
        vacancyId: VACANCY,
        candidateId: CANDIDATE,
        proposedBy: managerId,
        organizationId: user.organization_id,
      });
      await trx('saved_search').insert({
        id: SEARCH,
        owner_id: userId,
        organization_id: user.organization_id,
        is_live: true,
        name: 'Bakkers',
        query: JSON.stringify(EMPTY_QUERY),
        scope: 'PRIVATE',
        changed_at: WRITTEN,
        changed_device: deviceId,
      });
    });
  });
  afterAll(() => world.close());

  it.each(FILES)('$name: the server still carries out every one', async ({ kind: name, ver, payloads }) => {
    const { session } = /^(vacancy|proposal)\./.test(name) ? manager : client;
    for (const args of payloads) {
      const now = world.clock.now();
      const run = world.knex.transaction(async (trx) => {
        const scopeKeys = (await userScopeKeys(trx, session.userId)) ?? [];
        const context = { trx, session, ability: abilitiesOf(session), scopeKeys, effectiveAt: now, now };
        const outcome = await runMutation(context, { kind: name, ver, args });
        throw new RolledBack(outcome);
      });
      // Each payload finds the world as it was made.
      const outcome = await run.catch((error: unknown) => (error instanceof RolledBack ? error.outcome : error));
      expect(['ok', 'noop']).toContain(outcome);
    }
  });
});

class RolledBack extends Error {
  readonly outcome: string;

  constructor(outcome: string) {
    super(outcome);
    this.outcome = outcome;
  }
}
