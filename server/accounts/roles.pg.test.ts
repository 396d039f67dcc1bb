import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Right } from '@hallowerk/contract/accounts/rights.ts';
import type { RoleList, RoleMembers } from '@hallowerk/contract/accounts/roles.ts';
import { STAFF } from '../testing/invitation-world.ts';
import { Tenant, type Person } from '../testing/tenants.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const without = (rights: readonly Right[], area: Right['area']) => rights.filter((right) => right.area !== area);

describe.each(databaseKinds())('roles on %s', (kind) => {
  let test: TestServer;
  let here: Tenant;
  let there: Tenant;
  let administrator: Person;
  let regions = 30;
  beforeAll(async () => void (test = await startTestServer(kind)));
  afterAll(() => test.stop());
  beforeEach(async () => {
    here = await Tenant.open(test, `Noord ${regions}`, `AM${regions++}`);
    there = await Tenant.open(test, `Zuid ${regions}`, `AM${regions++}`);
    administrator = await here.person('MUNICIPAL_ADMINISTRATOR');
  });

  const auditOf = (object: string) =>
    test.server.knex('audit_event').where({ object, action: 'ROLE_CHANGE' }).orderBy('seq').select('actor', 'detail');
  const meOf = async (tenant: Tenant, person: Person) => (await tenant.call<Me>(person, 'GET', '/me')).body;

  describe('custom roles', () => {
    it('are made, changed and removed, with a line in the audit trail for each (HR-ROLE-03)', async () => {
      const { status, body } = await here.create(administrator, 'CASE_MANAGER', { name: 'Klantmanager jeugd' });
      expect([status, body.version, body.rights]).toEqual([200, 1, DEFAULT_RIGHTS.CASE_MANAGER]);
      const rights = without(body.rights, 'NOTE');
      const change = { name: 'Jeugd', rights, seen: 1 };
      const changed = await here.call(administrator, 'PATCH', `/roles/${body.id}`, change);
      expect(changed).toMatchObject({ status: 200, body: { name: 'Jeugd', version: 2, rights, members: 0 } });
      expect((await here.call(administrator, 'DELETE', `/roles/${body.id}`)).status).toBe(204);
      const lines = await auditOf(`role:${body.id}`);
      expect(lines.map(({ actor, detail }) => [actor, detail.role])).toEqual(
        ['CREATE', 'CHANGE', 'DELETE'].map((act) => [administrator.id, act]),
      );
      const { body: list } = await here.call<RoleList>(administrator, 'GET', '/roles');
      expect(list.custom).toEqual([]);
    });

    it('are made once, however often the same is sent', async () => {
      const id = randomUUID();
      for (let time = 0; time < 2; time++)
        expect(await here.create(administrator, 'EMPLOYER', {}, id)).toMatchObject({
          status: 200,
          body: { version: 1 },
        });
      const other = await here.create(administrator, 'EMPLOYER', { name: 'Iets anders' }, id);
      expect([other.status, other.body.code]).toEqual([409, 'id_taken']);
      const name = await here.create(administrator, 'EMPLOYER', { name: `ROL ${id}` });
      expect([name.status, name.body.code]).toEqual([409, 'name_taken']);
    });

    it('that somebody else changed in the meantime are not overwritten', async () => {
      const { body } = await here.create(administrator, 'CASE_MANAGER');
      const change = (seen: number) =>
        here.call(administrator, 'PATCH', `/roles/${body.id}`, { name: 'Nieuw', rights: [], seen });
      expect((await change(1)).status).toBe(200);
      expect((await change(1)).body.code).toBe('stale');
    });

    it('never hold more than the maximum of their base', async () => {
      const internal: Right = { area: 'CANDIDATE_INTERNAL', action: 'VIEW', scope: 'REGION' };
      const refused = await here.create(administrator, 'EMPLOYER', { rights: [internal] });
      expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input']);
      const { body } = await here.create(administrator, 'EMPLOYER', { rights: [] });
      const change = { name: 'Werkgever', rights: [internal], seen: 1 };
      expect((await here.call(administrator, 'PATCH', `/roles/${body.id}`, change)).status).toBe(400);
      const forged = await here.customRole('EMPLOYER', [internal, ...DEFAULT_RIGHTS.EMPLOYER]);
      const me = await meOf(here, await here.person('EMPLOYER', { customRoleId: forged }));
      expect(me.rights).toEqual(DEFAULT_RIGHTS.EMPLOYER);
    });

    it('that somebody has stay, and say how many have them', async () => {
      const { body } = await here.create(administrator, 'CASE_MANAGER');
      const people = [await here.person('CASE_MANAGER'), await here.person('ACCOUNT_MANAGER')];
      for (const person of people) await here.give(administrator, person, { customRoleId: body.id });
      const refused = await here.call(administrator, 'DELETE', `/roles/${body.id}`);
      expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
        409,
        'in_use',
        '2 mensen hebben deze rol. Geef hun eerst een andere rol.',
      ]);
      const { body: members } = await here.call<RoleMembers>(
        administrator,
        'GET',
        `/role-members?customRoleId=${body.id}`,
      );
      expect([members.total, members.items.map(({ id }) => id).sort()]).toEqual([2, people.map(({ id }) => id).sort()]);
    });

    it('show their name and their rights to who has them', async () => {
      const person = await here.person('CASE_MANAGER');
      const rights = without(DEFAULT_RIGHTS.CASE_MANAGER, 'CANDIDATE_INTERNAL');
      const { body } = await here.create(administrator, 'CASE_MANAGER', { name: 'Stagiair', rights });
      await here.give(administrator, person, { customRoleId: body.id });
      expect(await meOf(here, person)).toMatchObject({ role: 'CASE_MANAGER', roleName: 'Stagiair', rights });
    });
  });

  describe('giving roles', () => {
    it('works at the next request, with a line in the audit trail (HR-ROLE-01, PP-VIS-06)', async () => {
      const person = await here.person('CASE_MANAGER');
      const invitations = async () => (await here.call(person, 'GET', '/invitations')).status;
      expect(await invitations()).toBe(403);
      expect((await here.give(administrator, person, { role: 'ACCOUNT_MANAGER' })).status).toBe(200);
      expect(await invitations()).toBe(200);
      expect(await auditOf(`user:${person.id}`)).toEqual([
        { actor: administrator.id, detail: { role: 'ACCOUNT_MANAGER' } },
      ]);
      await here.give(administrator, person, { role: 'ACCOUNT_MANAGER' });
      expect(await auditOf(`user:${person.id}`)).toHaveLength(1);
    });

    it('lets an account manager give vacancy management to an employer, and nothing else (HW-VAC-05)', async () => {
      const manager = await here.person('ACCOUNT_MANAGER');
      const employer = await here.person('EMPLOYER');
      expect((await here.give(manager, employer, { role: 'EMPLOYER_VACANCY_MANAGER' })).status).toBe(200);
      expect((await meOf(here, employer)).rights).toEqual(DEFAULT_RIGHTS.EMPLOYER_VACANCY_MANAGER);
      expect((await here.give(manager, employer, { role: 'ACCOUNT_MANAGER' })).status).toBe(403);
      expect((await here.give(manager, await here.person('CASE_MANAGER'), { role: 'EMPLOYER' })).status).toBe(404);
      expect((await here.create(manager, 'EMPLOYER')).status).toBe(403);
      const { body } = await here.call<RoleList>(manager, 'GET', '/roles');
      expect(body.builtIn.map(({ role }) => role)).toEqual(['EMPLOYER', 'EMPLOYER_VACANCY_MANAGER']);
    });

    it('gives nobody at a company a role of the municipality', async () => {
      const refused = await here.give(administrator, await here.person('EMPLOYER'), { role: 'ACCOUNT_MANAGER' });
      expect([refused.status, refused.body.code]).toEqual([409, 'wrong_organization']);
      expect((await here.give(administrator, await here.person('CASE_MANAGER'), { role: 'EXECUTOR' })).status).toBe(
        200,
      );
    });

    it('never gives what the administrator may not do himself', async () => {
      const less = without(DEFAULT_RIGHTS.MUNICIPAL_ADMINISTRATOR, 'CANDIDATE_INTERNAL');
      const customRoleId = await here.customRole('MUNICIPAL_ADMINISTRATOR', less);
      const limited = await here.person('MUNICIPAL_ADMINISTRATOR', { customRoleId });
      const person = await here.person('EMPLOYER', { at: 'MUNICIPAL' });
      for (const role of ['CASE_MANAGER', 'ACCOUNT_MANAGER', 'MUNICIPAL_ADMINISTRATOR'] as const)
        expect((await here.give(limited, person, { role })).status, role).toBe(403);
      expect((await here.give(limited, limited, { role: 'MUNICIPAL_ADMINISTRATOR' })).status).toBe(403);
      const change = { name: 'Meer', rights: DEFAULT_RIGHTS.MUNICIPAL_ADMINISTRATOR, seen: 1 };
      expect((await here.call(limited, 'PATCH', `/roles/${customRoleId}`, change)).status).toBe(403);
      expect((await here.give(limited, administrator, { role: 'EMPLOYER' })).status).toBe(403);
      expect((await here.give(limited, person, { role: 'EMPLOYER_VACANCY_MANAGER' })).status).toBe(200);
      const invitation = { ...STAFF, email: `${randomUUID()}@example.nl`, role: 'MUNICIPAL_ADMINISTRATOR' };
      const saved = await here.call(limited, 'PUT', `/invitations/${randomUUID()}`, { invitation, send: false });
      expect(saved.status).toBe(403);
    });

    it('leaves every municipality an administrator', async () => {
      const last = await here.give(administrator, administrator, { role: 'CASE_MANAGER' });
      expect([last.status, last.body.code]).toEqual([409, 'last_administrator']);
      const other = await here.person('MUNICIPAL_ADMINISTRATOR');
      expect((await here.give(other, administrator, { role: 'CASE_MANAGER' })).status).toBe(200);
      const { body } = await here.create(other, 'MUNICIPAL_ADMINISTRATOR');
      await here.give(other, other, { customRoleId: body.id });
      const change = { name: 'Minder', rights: without(body.rights, 'ROLE'), seen: 1 };
      const emptied = await here.call(other, 'PATCH', `/roles/${body.id}`, change);
      expect([emptied.status, emptied.body.code]).toEqual([409, 'last_administrator']);
    });

    it('asks for exactly one role', async () => {
      for (const given of [{}, { role: 'EMPLOYER', customRoleId: randomUUID() }] as const)
        expect((await here.give(administrator, administrator, given)).status).toBe(400);
    });
  });

  describe('another municipality', () => {
    it('does not exist: neither its people nor its roles', async () => {
      const person = await there.person('CASE_MANAGER');
      const roleId = await there.customRole('CASE_MANAGER', []);
      const own = await here.person('CASE_MANAGER');
      const change = { name: 'X', rights: [], seen: 1 };
      expect((await here.give(administrator, person, { role: 'ACCOUNT_MANAGER' })).status).toBe(404);
      expect((await here.give(administrator, own, { customRoleId: roleId })).status).toBe(404);
      expect((await here.call(administrator, 'PATCH', `/roles/${roleId}`, change)).status).toBe(404);
      expect((await here.call(administrator, 'DELETE', `/roles/${roleId}`)).status).toBe(404);
      expect((await here.create(administrator, 'CASE_MANAGER', {}, roleId)).status).toBe(404);
      const { body: list } = await here.call<RoleList>(administrator, 'GET', '/roles');
      expect(list.custom).toEqual([]);
      const { body: members } = await here.call<RoleMembers>(administrator, 'GET', '/role-members');
      expect(members.items.map(({ id }) => id).sort()).toEqual([administrator.id, own.id].sort());
      expect(await test.server.knex('app_user').where({ id: person.id }).first('role')).toEqual({
        role: 'CASE_MANAGER',
      });
    });

    it('is any other company for an administrator of a company', async () => {
      const chief = await here.person('SUPER_ADMIN');
      const colleague = await here.person('RECRUITER');
      const { body } = await here.create(chief, 'RECRUITER');
      expect((await here.give(chief, colleague, { customRoleId: body.id })).status).toBe(200);
      const elsewhere = await here.person('RECRUITER', { at: 'STAFFING_AGENCY' });
      expect((await here.give(chief, elsewhere, { role: 'REVIEWER' })).status).toBe(404);
      expect((await here.give(chief, administrator, { role: 'REVIEWER' })).status).toBe(404);
      expect((await here.give(administrator, colleague, { role: 'EMPLOYER' })).status).toBe(404);
    });
  });
});
