import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type {
  AdministeredEmployer,
  AdministeredRegion,
  AdministeredShowcase,
  EmployerPerson,
  Municipality,
  ServingManager,
} from '@hallowerk/contract/administration/administration.ts';
import { FILTER_CATEGORIES } from '@hallowerk/contract/reference/reference.ts';
import { accountManagerFor } from '../candidates/contacts.repository.ts';
import { seedProductLists } from '../demo/seed-demo-region.ts';
import { leasePeriods, leasePeriodsOf } from '../devices/lease-periods.ts';
import { DAY } from '../security/clock.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

interface Home {
  readonly municipality: Municipality;
  readonly regions: AdministeredRegion[];
}
interface Employers {
  readonly items: AdministeredEmployer[];
  readonly accountManagers: ServingManager[];
}

describe.each(databaseKinds())('municipal administration on %s', (kind) => {
  let test: TestServer;
  let administrator: Session;
  let foreign: string;
  beforeAll(async () => {
    test = await startTestServer(kind);
    await seedProductLists(test.server.knex, ['AM21']);
    foreign = randomUUID();
    await test.server.knex('municipality').insert({ id: foreign, name: 'Elders', region_code: 'AM22' });
  });
  afterAll(() => test.stop());
  beforeEach(async () => {
    // A user gets only so many text messages a day.
    test.clock.advance(DAY);
    administrator = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
  });

  const ask = <T = unknown>(method: string, path: string, body?: unknown, as = administrator): Promise<Answer<T>> =>
    call<T>(test.server.url, method, path, { ...(body !== undefined && { body }), token: as.accessToken });
  const knex = () => test.server.knex;
  const auditOf = (object: string) => knex()('audit_event').where({ object, actor: administrator.me.id });
  const home = async () => (await ask<Home>('GET', '/municipalities/current')).body;
  const employers = async () => (await ask<Employers>('GET', '/employers')).body;
  const user = async (change: object = {}, id = randomUUID() as string): Promise<string> => {
    const like = await knex()('app_user').where({ email: EMAILS.EMPLOYER }).first();
    const { organization_id, municipality_id } = like;
    const facts = { full_name: `Persoon ${id}`, email: `${id}@voorbeeld.example`, role: 'EMPLOYER' };
    await knex()('app_user').insert({ id, ...facts, organization_id, municipality_id, state: 'ACTIVE', ...change });
    return id;
  };
  const employer = async (change: object = {}): Promise<string> => {
    const id = randomUUID();
    const { municipality_id } = await knex()('app_user').where({ email: EMAILS.EMPLOYER }).first();
    await knex()('organization').insert({ id, name: `Bedrijf ${id}`, types: ['EMPLOYER'], municipality_id, ...change });
    return id;
  };

  it('is for administrators only', async () => {
    for (const email of [EMAILS.EMPLOYER, EMAILS.ACCOUNT_MANAGER, EMAILS.CASE_MANAGER]) {
      const session = await signIn(test, email);
      for (const path of ['/municipalities/current', '/showcases', '/employers']) {
        expect((await ask('GET', path, undefined, session)).status, `${path} as ${email}`).toBe(403);
      }
    }
  });

  describe('of the municipality', () => {
    const input = ({ municipality }: Home) => {
      const { name, privacyUrl, erasureProcedureUrl, leaseDays, wipeDays } = municipality;
      return {
        name,
        cbsCode: '0518',
        oin: '00000001001234567000',
        privacyUrl,
        erasureProcedureUrl,
        leaseDays,
        wipeDays,
      };
    };

    it('changes its facts, with a line in the audit trail', async () => {
      const before = await home();
      const municipality = { ...input(before), privacyUrl: 'https://www.denhaag.example/privacy', leaseDays: 3 };
      const changed = await ask<Municipality>('PUT', '/municipalities/current', {
        seen: before.municipality.revision,
        municipality,
      });
      expect(changed).toMatchObject({ status: 200, body: municipality });
      expect((await home()).municipality).toEqual(changed.body);
      expect(await auditOf(`municipality:${changed.body.id}`)).toHaveLength(1);
    });

    it('names all faults at once', async () => {
      const { municipality } = await home();
      const wrong = {
        name: ' ',
        cbsCode: '51',
        oin: 'x',
        privacyUrl: 'http://onveilig.example',
        erasureProcedureUrl: 'nee',
      };
      const body = { seen: municipality.revision, municipality: { ...wrong, leaseDays: 5, wipeDays: 2 } };
      const refused = await ask('PUT', '/municipalities/current', body);
      expect(refused.status).toBe(400);
      const paths = refused.body.errors?.map(({ path }) => path.split('.').at(-1));
      expect(paths?.sort()).toEqual(['cbsCode', 'erasureProcedureUrl', 'name', 'oin', 'privacyUrl', 'wipeDays']);
      const longer = { ...input(await home()), leaseDays: 8, wipeDays: 31 };
      expect(
        (await ask('PUT', '/municipalities/current', { seen: municipality.revision, municipality: longer })).status,
      ).toBe(400);
    });

    it('keeps what another administrator saved meanwhile', async () => {
      const before = await home();
      const { revision: seen } = before.municipality;
      await ask('PUT', '/municipalities/current', { seen, municipality: { ...input(before), name: 'Den Haag!' } });
      const late = await ask('PUT', '/municipalities/current', {
        seen,
        municipality: { ...input(before), name: 'Laat' },
      });
      expect(late).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
      expect((await home()).municipality.name).toBe('Den Haag!');
    });

    it('shortens the lease of its devices and never lengthens that of the server (security §8.2)', async () => {
      const before = await home();
      const municipality = { ...input(before), leaseDays: 2, wipeDays: 9 };
      await ask('PUT', '/municipalities/current', { seen: before.municipality.revision, municipality });
      const { id } = administrator.me;
      expect(await leasePeriodsOf(knex(), id)).toEqual(leasePeriods(2, 9));
      expect(await leasePeriodsOf(knex(), id, leasePeriods(1, 4))).toEqual(leasePeriods(1, 4));
      const employerSession = await signIn(test, EMAILS.EMPLOYER);
      const device = await knex()('sync_device').where({ id: employerSession.deviceId }).first('lease_until');
      expect(device.lease_until.getTime()).toBe(test.clock.now().getTime() + 2 * DAY);
    });
  });

  describe('of the region', () => {
    const sightOf = async (id: string) =>
      (await knex()('user_region').where({ user_id: id }).orderBy('region_code')).map(
        (row) => `${row.region_code} ${row.relation}`,
      );

    it('says who gains and loses, and then what people see follows', async () => {
      const inside = await user();
      await knex()('user_region').insert({ user_id: inside, region_code: 'AM21', relation: 'own' });
      const outside = await user({ municipality_id: foreign });
      await knex()('user_region').insert({ user_id: outside, region_code: 'AM22', relation: 'own' });
      const change = async (connected: boolean) => {
        const region = (await home()).regions.find(({ own }) => own)!;
        const preview = await ask('POST', '/region-previews', { connected });
        const before = await knex()('user_region').where({ relation: 'connected' });
        const saved = await ask('PUT', '/regions/current', {
          seen: region.revision,
          region: { name: region.name, connected },
        });
        expect(saved).toMatchObject({ status: 200, body: { connected } });
        const after = await knex()('user_region').where({ relation: 'connected' });
        const key = (row: { user_id: string; region_code: string }) => `${row.user_id} ${row.region_code}`;
        const people = (some: typeof before, others: typeof before) => {
          const known = new Set(others.map(key));
          return new Set(some.filter((row) => !known.has(key(row))).map((row) => row.user_id)).size;
        };
        expect(preview.body).toEqual({ gaining: people(after, before), losing: people(before, after) });
        return preview.body as { gaining: number; losing: number };
      };
      expect((await change(false)).losing).toBeGreaterThan(0);
      expect([await sightOf(inside), await sightOf(outside)]).toEqual([['AM21 own'], ['AM22 own']]);
      expect((await change(true)).gaining).toBeGreaterThanOrEqual(2);
      expect(await sightOf(inside)).toEqual(['AM21 own', 'AM22 connected']);
      expect(await sightOf(outside)).toEqual(['AM21 connected', 'AM22 own']);
      expect((await ask('POST', '/region-previews', { connected: true })).body).toEqual({ gaining: 0, losing: 0 });
    });

    it('leaves other regions alone, and who is in two of them', async () => {
      await knex()('region').insert({ code: 'AM30', name: 'Derde', connected: true });
      const both = await user();
      for (const region_code of ['AM21', 'AM30']) {
        await knex()('user_region').insert({ user_id: both, region_code, relation: 'own' });
      }
      await knex()('user_region').insert({ user_id: both, region_code: 'AM22', relation: 'connected' });
      const region = (await home()).regions.find(({ own }) => own)!;
      await ask('PUT', '/regions/current', { seen: region.revision, region: { name: region.name, connected: false } });
      expect(await sightOf(both)).toEqual(['AM21 own', 'AM22 connected', 'AM30 own']);
      const stale = { seen: region.revision, region: { name: 'Anders', connected: true } };
      expect(await ask('PUT', '/regions/current', stale)).toMatchObject({
        status: 409,
        body: { code: 'changed_meanwhile' },
      });
      const now = (await home()).regions;
      expect(now.find(({ code }) => code === 'AM22')).toMatchObject({ connected: true, own: false });
      const back = now.find(({ own }) => own)!;
      await ask('PUT', '/regions/current', { seen: back.revision, region: { name: back.name, connected: true } });
    });
  });

  describe('of showcases', () => {
    const list = async () => (await ask<{ items: AdministeredShowcase[] }>('GET', '/showcases')).body.items;
    const save = (id: string, seen: number | null, showcase: object) =>
      ask<AdministeredShowcase>('PUT', `/showcases/${id}`, { seen, showcase });
    const techniek = { name: 'Techniek', regionCodes: [], filterCategories: ['transport', 'workType'] };

    it('starts with the twelve filters of the product, keeps their order, and survives a restart', async () => {
      const [product] = await list();
      expect(product).toMatchObject({
        regionCodes: ['AM21'],
        filterCategories: [...FILTER_CATEGORIES],
        editable: true,
      });
      const chosen = { name: 'Onze kandidaten', regionCodes: ['AM21'], filterCategories: ['language', 'workType'] };
      const saved = await save(product!.id, product!.revision, chosen);
      expect(saved).toMatchObject({ status: 200, body: chosen });
      await seedProductLists(knex(), ['AM21']);
      expect((await list()).find(({ id }) => id === product!.id)).toEqual(saved.body);
      expect(await auditOf(`showcase:${product!.id}`)).toHaveLength(1);
    });

    it('takes the region from the showcase that had it, and gives way only when another took its place', async () => {
      const id = randomUUID();
      const made = await save(id, null, techniek);
      expect(made).toMatchObject({ status: 200, body: { ...techniek, editable: true } });
      expect((await save(id, null, techniek)).status).toBe(409);
      const used = await save(id, made.body.revision, { ...techniek, regionCodes: ['AM21'] });
      const inUse = (await list()).filter(({ regionCodes }) => regionCodes.includes('AM21'));
      expect(inUse.map((showcase) => showcase.id)).toEqual([id]);
      expect(await ask('DELETE', `/showcases/${id}`)).toMatchObject({ status: 409, body: { code: 'in_use' } });
      expect((await save(id, used.body.revision, techniek)).status).toBe(200);
      expect((await ask('DELETE', `/showcases/${id}`)).status).toBe(204);
      expect((await list()).map((showcase) => showcase.id)).not.toContain(id);
    });

    it('refuses no filters, a filter twice, an unknown one, and a region of others', async () => {
      const wrong = [
        { filterCategories: [] },
        { filterCategories: ['workType', 'workType'] },
        { filterCategories: ['geheim'] },
        { regionCodes: ['AM22'] },
        { name: '' },
      ];
      for (const change of wrong) expect((await save(randomUUID(), null, { ...techniek, ...change })).status).toBe(400);
    });

    it('does not reach the showcases of others', async () => {
      const id = randomUUID();
      const facts = { name: 'Hunne', region_codes: ['AM22'], filter_categories: ['contact'], municipality_id: foreign };
      await knex()('showcase').insert({ id, ...facts });
      const shared = randomUUID();
      await knex()('showcase').insert({ ...facts, id: shared, region_codes: ['AM21', 'AM22'], municipality_id: null });
      expect((await list()).map((showcase) => showcase.id)).not.toContain(id);
      expect((await list()).find((showcase) => showcase.id === shared)?.editable).toBe(false);
      for (const one of [id, shared]) {
        expect((await save(one, 0, techniek)).status).not.toBe(200);
        expect((await save(one, null, techniek)).status).not.toBe(200);
        expect((await ask('DELETE', `/showcases/${one}`)).status).toBe(404);
        expect((await knex()('showcase').where({ id: one }).first('name')).name).toBe('Hunne');
      }
      await knex()('showcase').whereIn('id', [id, shared]).delete();
    });
  });

  describe('of employers', () => {
    it('shows those of the municipality with the states of their people', async () => {
      const id = await employer();
      for (const state of ['ACTIVE', 'ACTIVE', 'BLOCKED', 'SECURING', 'REMOVED'])
        await user({ organization_id: id, state });
      const elsewhere = await employer({ municipality_id: foreign });
      const { items } = await employers();
      expect(items.find((item) => item.id === id)?.people).toEqual({ INVITED: 0, SECURING: 1, ACTIVE: 2, BLOCKED: 1 });
      expect(items.map((item) => item.id)).not.toContain(elsewhere);
      const detail = await ask<{ people: EmployerPerson[] }>('GET', `/employers/${id}`);
      expect(detail.body.people).toHaveLength(4);
      for (const unknown of [elsewhere, randomUUID(), administrator.me.id]) {
        expect((await ask('GET', `/employers/${unknown}`)).status).toBe(404);
      }
    });

    it('changes name, KvK number and website, and names what is wrong', async () => {
      const id = await employer();
      const other = (await employers()).items.find((item) => item.id !== id)!;
      const put = (seen: number, change: object, at = id) =>
        ask<AdministeredEmployer>('PUT', `/employers/${at}`, {
          seen,
          employer: { name: 'Slagerij Smit', kvk: '12345678', website: '', ...change },
        });
      expect(await put(0, {})).toMatchObject({ status: 200, body: { name: 'Slagerij Smit', kvk: '12345678' } });
      expect((await put(0, { name: 'Laat' })).status).toBe(409);
      const wrong = await put(1, { name: '', kvk: '12', website: 'smit.nl' });
      expect(wrong.body.errors?.map(({ path }) => path)).toHaveLength(3);
      const taken = await put(1, { name: other.name.toUpperCase() });
      expect(taken).toMatchObject({ status: 400, body: { errors: [{ path: 'name' }] } });
      expect((await put(0, {}, await employer({ municipality_id: foreign }))).status).toBe(404);
      expect(await auditOf(`organization:${id}`)).toHaveLength(1);
    });

    it('gives several to one account manager or none, all or nothing (HW-CON-03)', async () => {
      const ids = [await employer(), await employer()];
      const person = await user({ organization_id: ids[0] });
      // The last of all by id: without the relation nobody would get to him.
      const last = `ffffffff-${randomUUID().slice(9)}`;
      const second = await user({ role: 'ACCOUNT_MANAGER', full_name: 'Zeker Iemand' }, last);
      await knex()('user_region').insert({ user_id: second, region_code: 'AM21', relation: 'own' });
      const fallback = await accountManagerFor(knex(), person, 'AM21');
      expect(fallback?.name).not.toBe('Zeker Iemand');
      const assign = (accountManagerId: string | null, seen: number, of = ids) =>
        ask('POST', '/employer-assignments', { accountManagerId, employers: of.map((id) => ({ id, seen })) });
      expect((await assign(second, 0)).status).toBe(200);
      expect((await accountManagerFor(knex(), person, 'AM21'))?.name).toBe('Zeker Iemand');
      expect((await assign(null, 0)).status).toBe(409);
      expect((await assign(null, 1, [...ids, await employer({ municipality_id: foreign })])).status).toBe(404);
      const stranger = await user({ role: 'ACCOUNT_MANAGER', municipality_id: foreign });
      for (const wrong of [stranger, person, randomUUID()]) expect((await assign(wrong, 1)).status).toBe(400);
      expect((await accountManagerFor(knex(), person, 'AM21'))?.name).toBe('Zeker Iemand');
      await knex()('app_user').where({ id: second }).update({ state: 'BLOCKED' });
      expect((await accountManagerFor(knex(), person, 'AM21'))?.name).toBe(fallback?.name);
      expect((await employers()).accountManagers).toContainEqual(
        expect.objectContaining({ id: second, state: 'BLOCKED' }),
      );
      expect((await assign(null, 1)).status).toBe(200);
      expect((await employers()).items.find((item) => item.id === ids[0])?.accountManagerId).toBeNull();
    });
  });

  describe('of accounts', () => {
    const decide = (id: string, decision: string, seen: string) =>
      ask<EmployerPerson>('POST', `/accounts/${id}/decisions`, { decision, seen });

    it('blocks, readmits and removes, each on the state that was seen', async () => {
      const id = await user();
      expect(await decide(id, 'BLOCK', 'ACTIVE')).toMatchObject({ status: 200, body: { state: 'BLOCKED' } });
      expect(await decide(id, 'REMOVE', 'ACTIVE')).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
      expect(await decide(id, 'BLOCK', 'BLOCKED')).toMatchObject({ status: 409, body: { code: 'not_possible' } });
      expect(await decide(id, 'UNBLOCK', 'BLOCKED')).toMatchObject({ status: 200, body: { state: 'ACTIVE' } });
      expect(await decide(id, 'REMOVE', 'ACTIVE')).toMatchObject({ status: 200, body: { state: 'REMOVED' } });
      expect((await decide(id, 'UNBLOCK', 'REMOVED')).status).toBe(404);
      expect(await auditOf(`user:${id}`)).toHaveLength(3);
    });

    it('gives and takes vacancy management (HW-VAC-05)', async () => {
      const id = await user();
      const given = await decide(id, 'GIVE_VACANCIES', 'ACTIVE');
      expect(given).toMatchObject({ status: 200, body: { role: 'EMPLOYER_VACANCY_MANAGER' } });
      expect((await decide(id, 'GIVE_VACANCIES', 'ACTIVE')).status).toBe(409);
      expect((await decide(id, 'TAKE_VACANCIES', 'ACTIVE')).body.role).toBe('EMPLOYER');
      const manager = await knex()('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).first('id');
      expect((await decide(manager.id, 'GIVE_VACANCIES', 'ACTIVE')).status).toBe(409);
    });

    it('never touches the own account, or anybody of another municipality', async () => {
      expect(await decide(administrator.me.id, 'BLOCK', 'ACTIVE')).toMatchObject({
        status: 409,
        body: { code: 'own_account' },
      });
      const stranger = await user({ municipality_id: foreign });
      for (const id of [stranger, randomUUID()]) expect((await decide(id, 'BLOCK', 'ACTIVE')).status).toBe(404);
      expect((await knex()('app_user').where({ id: stranger }).first('state')).state).toBe('ACTIVE');
    });

    it('never leaves a municipality without an administrator, also when two remove each other at once', async () => {
      const email = `${randomUUID()}@voorbeeld.example`;
      const colleague = await user({ role: 'MUNICIPAL_ADMINISTRATOR', email });
      const like = await knex()('user_password').where({ user_id: administrator.me.id }).first();
      await knex()('user_password').insert({ ...like, user_id: colleague });
      await knex()('second_factor').insert({
        id: randomUUID(),
        user_id: colleague,
        method: 'SMS',
        phone: '+31600000077',
      });
      const second = await signIn(test, email);
      const answers = await Promise.all([
        decide(colleague, 'BLOCK', 'ACTIVE'),
        ask('POST', `/accounts/${administrator.me.id}/decisions`, { decision: 'BLOCK', seen: 'ACTIVE' }, second),
      ]);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      const left = await knex()('app_user').where({ role: 'MUNICIPAL_ADMINISTRATOR', state: 'ACTIVE' });
      expect(left).toHaveLength(1);
      await knex()('app_user').where({ id: administrator.me.id }).update({ state: 'ACTIVE' });
      await knex()('app_user').where({ id: colleague }).update({ state: 'REMOVED' });
    });
  });
});
