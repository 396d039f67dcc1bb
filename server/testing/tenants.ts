import { randomUUID } from 'node:crypto';
import type { Role, Session } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS, fitsOrganization } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Right } from '@hallowerk/contract/accounts/rights.ts';
import { insertUser } from '../accounts/accounts.repository.ts';
import { createSessionsService } from '../accounts/sessions.service.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { upsertMunicipalities, upsertOrganizations, upsertRegions } from '../organisations/organisations.repository.ts';
import { createKeys } from '../security/keys.ts';
import { call, TEST_DEVICE, type Answer } from './http-client.ts';
import { TEST_CONFIG, type TestServer } from './test-server.ts';

const TYPES = ['MUNICIPAL', 'EMPLOYER', 'EXECUTOR', 'CLIENT', 'STAFFING_AGENCY', 'SUPPLIER'] as const;
type OrganizationType = (typeof TYPES)[number];

export interface Person {
  readonly id: string;
  readonly role: Role;
}

/** A municipality with an organisation of every type, and people who are signed in without going through the door. */
export class Tenant {
  readonly test: TestServer;
  readonly municipalityId = uuidv7();
  readonly regionCode: string;
  readonly organizations: Readonly<Record<OrganizationType, string>>;
  readonly #sessions = new Map<string, Session>();

  private constructor(test: TestServer, regionCode: string) {
    this.test = test;
    this.regionCode = regionCode;
    this.organizations = Object.fromEntries(TYPES.map((type) => [type, uuidv7()])) as Record<OrganizationType, string>;
  }

  static async open(test: TestServer, name: string, regionCode: string): Promise<Tenant> {
    const tenant = new Tenant(test, regionCode);
    const { municipalityId, organizations } = tenant;
    await withTransaction(test.server.knex, async (trx) => {
      await upsertRegions(trx, [{ code: regionCode, name: regionCode, connected: true }]);
      await upsertMunicipalities(trx, [{ id: municipalityId, name, cbsCode: null, regionCode }]);
      const rows = TYPES.map((type) => ({ id: organizations[type], name: `${name} ${type}`, types: [type] }));
      await upsertOrganizations(
        trx,
        rows.map((row) => ({ ...row, municipalityId })),
      );
    });
    return tenant;
  }

  /** Somebody new at an organisation where this role belongs. */
  async person(
    role: Role,
    options: { readonly customRoleId?: string; readonly at?: OrganizationType } = {},
  ): Promise<Person> {
    const id = uuidv7();
    const at =
      options.at ?? [...TYPES].sort(companiesFirst).find((type) => fitsOrganization(role, [type])) ?? 'MUNICIPAL';
    await withTransaction(this.test.server.knex, async (trx) => {
      await insertUser(trx, {
        ...{ id, role, fullName: `Persoon ${id}`, email: `${id}@example.nl`, passwordHash: '-' },
        ...{ organizationId: this.organizations[at], municipalityId: this.municipalityId },
        regions: [{ code: this.regionCode, relation: 'own' }],
      });
      if (options.customRoleId !== undefined)
        await trx('app_user').where({ id }).update({ custom_role_id: options.customRoleId });
    });
    return { id, role };
  }

  /** A custom role, straight into the table: also one that the service would refuse. */
  async customRole(basedOn: Role, rights: readonly Right[], organizationId: string | null = null): Promise<string> {
    const id = uuidv7();
    await this.test.server.knex('custom_role').insert({
      ...{ id, name: `Rol ${id}`, based_on: basedOn, rights: JSON.stringify(rights) },
      ...{ municipality_id: this.municipalityId, organization_id: organizationId },
    });
    return id;
  }

  /** The same session each time; a new one when the last was ended. */
  async session(person: Person): Promise<Session> {
    const known = this.#sessions.get(person.id);
    if (known !== undefined) return known;
    const { server, clock } = this.test;
    const keys = createKeys(TEST_CONFIG.serverSecret);
    const sessions = createSessionsService({ knex: server.knex, clock, keys });
    const { session } = await sessions.create(person.id, TEST_DEVICE);
    this.#sessions.set(person.id, session);
    return session;
  }

  forget(person: Person): void {
    this.#sessions.delete(person.id);
  }

  async call<T = unknown>(person: Person, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const { accessToken } = await this.session(person);
    return call<T>(this.test.server.url, method, path, { token: accessToken, ...(body !== undefined && { body }) });
  }

  create(administrator: Person, basedOn: Role, change: object = {}, id: string = randomUUID()) {
    const role = { name: `Rol ${id}`, basedOn, rights: DEFAULT_RIGHTS[basedOn], ...change };
    return this.call<{ id: string; version: number; rights: Right[] }>(administrator, 'PUT', `/roles/${id}`, role);
  }

  give(giver: Person, to: Person, given: { readonly role?: Role; readonly customRoleId?: string }) {
    const body = { role: given.role ?? null, customRoleId: given.customRoleId ?? null };
    return this.call<{ role: Role; customRoleId: string | null }>(giver, 'PUT', `/users/${to.id}/roles`, body);
  }
}

/** An employer's roles fit at a municipality too; here he works at a company. */
function companiesFirst(a: OrganizationType, b: OrganizationType): number {
  return Number(a === 'MUNICIPAL') - Number(b === 'MUNICIPAL');
}
