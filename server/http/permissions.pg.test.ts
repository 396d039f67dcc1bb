import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import { ROLES } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import type { Endpoint } from '@hallowerk/contract/common/endpoint.ts';
import { ENDPOINTS, type OperationId } from '@hallowerk/contract/http.ts';
import { call } from '../testing/http-client.ts';
import { PokeClient } from '../testing/poke-client.ts';
import { ROUTE_RULES, type Asked, type RouteRule } from '../testing/route-rules.ts';
import { makeRows, type TenantRows } from '../testing/tenant-rows.ts';
import { Tenant, type Person } from '../testing/tenants.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

const OPERATIONS = Object.keys(ENDPOINTS) as OperationId[];
/** Everybody who can knock: a stranger, each role, and a role of which every right was taken. */
const VISITORS = ['anonymous', ...ROLES.codes, 'nothing'] as const;
type Visitor = (typeof VISITORS)[number];

/** Pages and streams outside the endpoint table: for anybody, but for the stream of pokes. */
const PAGES: Readonly<
  Record<string, { readonly path: string; readonly status: number; readonly method?: 'GET' | 'POST' }>
> = {
  openapi: { path: '/v1/openapi.json', status: 200 },
  outbox: { path: '/demo/outbox', status: 200 },
  confirmation: { path: '/profiel-bevestigen/unknown', status: 404 },
  confirmationAnswer: { path: '/profiel-bevestigen/unknown/klopt', status: 404, method: 'POST' },
  password: { path: '/wachtwoord', status: 200 },
  passwordScript: { path: '/wachtwoord/pagina.js', status: 200 },
  passwordList: { path: '/wachtwoord/veelgebruikt.json', status: 200 },
  emailChange: { path: '/e-mailadres', status: 200 },
  emailChangeCancelled: { path: '/e-mailadres/niet-ik', status: 200 },
  emailChangeScript: { path: '/e-mailadres/pagina.js', status: 200 },
  invitation: { path: '/uitnodiging', status: 200 },
  invitationScript: { path: '/uitnodiging/pagina.js', status: 200 },
  invitationMicrosoftScript: { path: '/uitnodiging/microsoft.js', status: 200 },
};
const STREAM = 'poke';

describe.each(databaseKinds())('routes and roles on %s', (kind) => {
  let test: TestServer;
  let here: Tenant;
  let own: TenantRows;
  let foreign: TenantRows;
  const people = new Map<Visitor, Person>();

  beforeAll(async () => {
    const many = 1_000_000;
    const rates = { requestsPerMinute: many, signInsPerMinute: many, signInsPerAccountPerQuarter: many };
    test = await startTestServer(kind, {}, { rates });
    here = await Tenant.open(test, 'Noord', 'AM31');
    own = await makeRows(here);
    foreign = await makeRows(await Tenant.open(test, 'Zuid', 'AM32'));
    for (const role of ROLES.codes) people.set(role, await here.person(role));
    const customRoleId = await here.customRole('MUNICIPAL_ADMINISTRATOR', []);
    people.set('nothing', await here.person('MUNICIPAL_ADMINISTRATOR', { customRoleId }));
  }, 60_000);
  afterAll(() => test.stop());

  it('has a rule for every route, and for no other', () => {
    const tree = test.server.app.printRoutes({ commonPrefix: false });
    const methods = [...tree.matchAll(/\(([A-Z, ]+)\)/g)].flatMap((match) => (match[1] ?? '').split(', '));
    const routes = methods.filter((method) => method !== 'HEAD');
    expect(Object.keys(ROUTE_RULES).sort()).toEqual(OPERATIONS.toSorted());
    expect(routes).toHaveLength(OPERATIONS.length + Object.keys(PAGES).length + [STREAM].length);
  });

  it('asks about a real thing of another municipality wherever an address names one', () => {
    const named = OPERATIONS.filter(
      (name) => /\{id\}/.test(ENDPOINTS[name].path) && ENDPOINTS[name].access === 'session',
    );
    expect(named.filter((name) => ROUTE_RULES[name].foreign === undefined)).toEqual([]);
  });

  it.each(VISITORS)(
    'lets %s do exactly what the rules say',
    async (visitor) => {
      const person = people.get(visitor) ?? null;
      const wrong: string[] = [];
      for (const name of OPERATIONS) {
        const rule = ROUTE_RULES[name];
        const expected = door(rule, visitor) ?? rule.open;
        const asked = rule.ask?.(own, person ?? NOBODY) ?? {};
        const status = await visit(name, asked, person);
        if (rule.ends && person !== null) here.forget(person);
        if (status !== expected) wrong.push(`${name}: ${status}, not ${expected}`);
      }
      for (const [name, page] of Object.entries(PAGES)) {
        const status = await pageStatus(page, person);
        if (status !== page.status) wrong.push(`${name}: ${status}, not ${page.status}`);
      }
      const stream = await pokeStatus(person);
      if (stream !== (person === null ? 401 : 200)) wrong.push(`${STREAM}: ${stream}`);
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  it.each(VISITORS)(
    'tells %s nothing about what belongs to another municipality',
    async (visitor) => {
      const person = people.get(visitor) ?? null;
      const wrong: string[] = [];
      for (const name of OPERATIONS) {
        const rule = ROUTE_RULES[name];
        if (rule.foreign === undefined) continue;
        const expected = door(rule, visitor) ?? rule.foreign.status;
        const status = await visit(name, rule.foreign.ask(foreign, person ?? NOBODY), person);
        if (status !== expected) wrong.push(`${name}: ${status}, not ${expected}`);
      }
      expect(wrong).toEqual([]);
    },
    60_000,
  );

  const NOBODY: Person = { id: randomUUID(), role: 'EMPLOYER' };

  /** What stops a visitor at the door, or null. */
  function door({ needs }: RouteRule, visitor: Visitor): 401 | 403 | null {
    if (needs === 'anybody') return null;
    if (visitor === 'anonymous') return 401;
    if (needs === 'session') return null;
    const held =
      visitor === 'nothing'
        ? { role: 'MUNICIPAL_ADMINISTRATOR' as const, rights: [] }
        : { role: visitor, rights: DEFAULT_RIGHTS[visitor] };
    return abilitiesOf(held).can(...needs) ? null : 403;
  }

  async function visit(name: OperationId, { id, body, query }: Asked, person: Person | null): Promise<number> {
    const endpoint: Endpoint = ENDPOINTS[name];
    const path = endpoint.path.replace('{id}', id ?? randomUUID()).replace(/\{\w+\}/, randomUUID()) + (query ?? '');
    const token = person === null ? undefined : (await here.session(person)).accessToken;
    const options = { ...('body' in endpoint && { body: body ?? {} }), ...(token !== undefined && { token }) };
    return (await call(test.server.url, endpoint.method, path, options)).status;
  }

  async function pageStatus({ path, method = 'GET' }: (typeof PAGES)[string], person: Person | null): Promise<number> {
    const headers = person === null ? {} : { authorization: `Bearer ${(await here.session(person)).accessToken}` };
    return (await fetch(`${test.server.url}${path}`, { method, headers })).status;
  }

  async function pokeStatus(person: Person | null): Promise<number> {
    const token = person === null ? null : (await here.session(person)).accessToken;
    await using stream = await PokeClient.open(test.server.url, token);
    return stream.status;
  }
});
