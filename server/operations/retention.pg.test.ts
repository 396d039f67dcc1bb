import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { ErasureRequest } from '@hallowerk/contract/privacy/erasure.ts';
import type { RetentionOverview, RetentionRehearsal } from '@hallowerk/contract/privacy/retention.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { runJobNow } from './jobs.ts';
import { DAY } from '../security/clock.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { dumpTables, MARK, markedPerson, tablesWith } from '../testing/marked-person.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { WITHOUT_PERSON } from '../privacy/person-tables.ts';
import { retentionJob } from './retention.service.ts';
import { runRetention } from './run-privacy.ts';

describe.each(databaseKinds())('retention on %s', { timeout: 120_000 }, (kind) => {
  let test: TestServer;
  let admin: Session;
  let userId: string;
  beforeAll(async () => {
    test = await startTestServer(kind);
    admin = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    userId = (await test.server.knex('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).first('id')).id;
  });
  afterAll(() => test.stop());

  const ask = <T>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
    call<T>(test.server.url, method, path, {
      token: admin.accessToken,
      ...(body === undefined ? {} : { body }),
    });
  const log = { finished: () => undefined, failed: () => undefined };
  const someone = async (regionCode = 'AM21'): Promise<string> => {
    const record = candidateFixture({ regionCode });
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [record]));
    return record.id;
  };
  /** As if the service had ended so many years ago, and some days more. */
  const ended = (id: string, years: number, days = 1) =>
    test.server
      .knex('candidate')
      .where({ id })
      .update({
        service_ended_at: test.server.knex.raw(`cast(? as timestamptz) - make_interval(years => ?, days => ?)`, [
          test.clock.now(),
          years,
          days,
        ]),
      });
  const isHere = async (id: string): Promise<boolean> =>
    (await test.server.knex('candidate').where({ id }).first('id')) !== undefined;
  const rehearsal = async (): Promise<RetentionRehearsal> =>
    (await ask<RetentionRehearsal>('GET', '/retention-rehearsals')).body;
  const countOf = ({ items }: RetentionRehearsal, scope: string) => items.find((item) => item.scope === scope)?.count;
  const policy = { months: 120, legalBasis: 'Archiefwet', overrideMonths: null, overrideBasis: '' };

  it('begins when the service ends, which hides the person, also from an import that says otherwise', async () => {
    const id = await someone();
    const first = await ask<{ serviceEndedAt: string }>('PUT', `/candidates/${id}/service-decisions`, { ended: true });
    expect(first.body.serviceEndedAt).toBe(test.clock.now().toISOString());
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [candidateFixture({ id })]));
    expect(await test.server.knex('candidate').where({ id }).first('visible_to_employers')).toEqual({
      visible_to_employers: false,
    });
    test.clock.advance(DAY);
    admin = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    expect((await ask('PUT', `/candidates/${id}/service-decisions`, { ended: true })).body).toEqual(first.body);
    expect((await ask('PUT', `/candidates/${id}/service-decisions`, { ended: false })).body).toEqual({
      serviceEndedAt: null,
    });
    expect((await ask('PUT', `/candidates/${await someone('AM22')}/service-decisions`, { ended: true })).status).toBe(
      404,
    );
  });

  it('says beforehand what goes, by name for the own region only, and changes nothing by saying so', async () => {
    const [due, notYet, elsewhere] = [await someone(), await someone(), await someone('AM22')];
    await ended(due, 10);
    await ended(notYet, 10, -1);
    await ended(elsewhere, 10);
    const before = await dumpTables(test.server.knex);
    const said = await rehearsal();
    expect(countOf(said, 'CANDIDATE')).toBe(2);
    expect(said.candidates.map(({ id, name }) => ({ id, name }))).toEqual([{ id: due, name: 'Noor Bakker' }]);
    const printed: unknown[] = [];
    expect(await runRetention(test.server, ['rehearse'], (line) => printed.push(line))).toBe(0);
    expect(JSON.stringify(printed)).not.toContain('Noor');
    expect(await dumpTables(test.server.knex)).toEqual(before);
    expect((await ask('POST', '/retention-runs')).status).toBe(200);
    expect([await isHere(due), await isHere(notYet), await isHere(elsewhere)]).toEqual([false, true, false]);
    expect(countOf(await rehearsal(), 'CANDIDATE')).toBe(0);
  });

  it('keeps people for the longer term of a scheme, and never shorter than the ordinary one', async () => {
    const id = await someone();
    await ended(id, 11);
    const scheme = { overrideMonths: 144, overrideBasis: 'Subsidieregeling ESF' };
    expect((await ask('PUT', '/retention-policies/CANDIDATE', { ...policy, ...scheme })).status).toBe(200);
    expect(countOf(await rehearsal(), 'CANDIDATE')).toBe(0);
    await ask('PUT', '/retention-policies/CANDIDATE', { ...policy, overrideMonths: 12, overrideBasis: 'Kort' });
    expect(countOf(await rehearsal(), 'CANDIDATE')).toBe(1);
    expect((await ask('PUT', '/retention-policies/CANDIDATE', { ...policy, overrideMonths: 12 })).status).toBe(400);
    expect((await ask('PUT', '/retention-policies/MAILS', policy)).status).toBe(400);
    await ask('PUT', '/retention-policies/CANDIDATE', policy);
    await ask('POST', '/retention-runs');
  });

  it('removes a person whole, with a proof, and lets him come back: he did not ask for it', async () => {
    const person = await markedPerson(test.server, { userId, now: test.clock.now(), tag: 'bewaar' });
    await ended(person.id, 10);
    const mark = `${MARK}-bewaar`;
    expect(await runJobNow({ knex: test.server.knex, clock: test.clock, log }, retentionJob(test.server.keys))).toBe(
      true,
    );
    const dump = await dumpTables(test.server.knex);
    expect(tablesWith(dump, [mark])).toEqual([]);
    expect(tablesWith(dump, [person.id]).filter((table) => WITHOUT_PERSON[table] === undefined)).toEqual([]);
    const proof = await test.server.knex('erasure_proof').orderBy('executed_at', 'desc').orderBy('id', 'desc').first();
    expect(proof).toMatchObject({ cause: 'RETENTION', executed_by: 'system' });
    expect(
      await test.server.knex('audit_event').where({ action: 'RETENTION_DELETE', object: `candidate:${person.id}` }),
    ).toHaveLength(1);
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [person.record]));
    expect(await isHere(person.id)).toBe(true);
  });

  it('that is stopped half-way leaves nobody half removed, and the next run goes on with the rest', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => someone()));
    for (const [at, id] of ids.entries()) await ended(id, 11, ids.length - at);
    const { knex } = test.server;
    const die = kind === 'postgresql' ? 'perform pg_terminate_backend(pg_backend_pid());' : `raise exception 'died';`;
    await knex.raw(
      `create function test_dies() returns trigger language plpgsql as $$
       begin if old.id = '${ids[2]}' then ${die} end if; return old; end $$`,
    );
    await knex.raw(
      'create trigger test_dies after delete on candidate_internal for each row execute function test_dies()',
    );
    expect((await ask('POST', '/retention-runs')).status).toBe(409);
    expect(await Promise.all(ids.map(isHere))).toEqual([false, false, true, true]);
    expect(await knex('candidate_internal').where({ id: ids[2] })).toHaveLength(1);
    await knex.raw('drop trigger test_dies on candidate_internal');
    await knex.raw('drop function test_dies()');
    const { status, body } = await ask<RetentionOverview>('POST', '/retention-runs');
    expect(status).toBe(200);
    expect(body.lastRun?.counts).toMatchObject({ CANDIDATE: 2 });
    expect(await Promise.all(ids.map(isHere))).toEqual([false, false, false, false]);
  });

  it('forgets sessions half a year after they ended, and what ties an erasure to the trail two years after it', async () => {
    const { knex } = test.server;
    const id = await someone();
    const request = { id: uuidv7(), candidateId: id, reason: 'Per brief' };
    await ask('POST', '/erasure-requests', request);
    for (const decision of ['REVIEW', 'GRANT', 'EXECUTE']) {
      await ask('POST', `/erasure-requests/${request.id}/decisions`, { decision, ground: '' });
    }
    const sessions = async () => Number((await knex('session').count({ n: '*' }))[0]?.['n']);
    const many = await sessions();
    expect(many).toBeGreaterThan(0);
    test.clock.advance(400 * DAY);
    admin = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    await ask('POST', '/retention-runs');
    expect(await sessions()).toBe(1);
    const stored = () => knex('erasure_request').where({ id: request.id }).first('candidate_id', 'state');
    expect(await stored()).toEqual({ candidate_id: id, state: 'EXECUTED' });
    test.clock.advance(400 * DAY);
    admin = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    await ask('POST', '/retention-runs');
    expect(await stored()).toEqual({ candidate_id: null, state: 'EXECUTED' });
    const list = await ask<{ items: ErasureRequest[] }>('GET', '/erasure-requests');
    expect(list.body.items.find((item) => item.id === request.id)?.candidateId).toBeNull();
  });
});
