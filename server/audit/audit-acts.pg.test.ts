import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { AUDIT_ACTIONS, AUDIT_PAGE, type AuditExport, type AuditPage } from '@hallowerk/contract/audit/audit.ts';
import { auditWords } from '@hallowerk/contract/audit/audit-words.ts';
import { PROTOCOL_VERSION } from '@hallowerk/contract/sync/pull.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { dailyJobs } from '../operations/daily-jobs.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, startChallenge } from '../testing/http-client.ts';
import { INVITED } from '../testing/invitation-world.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';

/** What a line is compared by; `object` is the kind, `origin` what it begins with. */
interface Expected {
  readonly by: string;
  readonly action: string;
  readonly object: string | null;
  readonly result: 'ok' | 'refused';
  readonly origin: 'device' | 'network';
  readonly detail?: object;
}

describe.each(databaseKinds())('the acts that the audit trail tells of, on %s', (kind) => {
  let test: TestServer;
  let employer: Session;
  let manager: Session;
  let colleague: Session;
  let administrator: Session;
  const candidate = candidateFixture();
  const request = randomUUID();
  beforeAll(async () => {
    test = await startTestServer(kind);
    await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [candidate]));
    employer = await signIn(test, EMAILS.EMPLOYER);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
    colleague = await signIn(test, EMAILS.CASE_MANAGER);
    administrator = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
  });
  afterAll(() => test.stop());

  const ask = <T = unknown>(as: Session | null, method: string, path: string, body?: unknown) =>
    call<T>(test.server.url, method, path, {
      ...(as !== null && { token: as.accessToken }),
      ...(body !== undefined && { body }),
    });
  const push = (as: Session, kindOfChange: string, args: object) =>
    ask(as, 'POST', '/sync/push', {
      ...{ v: PROTOCOL_VERSION, rid: randomUUID(), device: as.deviceId },
      mutations: [
        ...[{ uid: randomUUID(), kind: kindOfChange, ver: 1, edit_ts: test.clock.now().toISOString(), args }].map(
          (change) => ({ ...change, offset_ms: 0, deps: [] }),
        ),
      ],
    });
  const last = async (): Promise<string> =>
    (await test.server.knex('audit_event').max({ seq: 'seq' }).first())?.['seq'] ?? '0';

  async function linesOf(act: () => Promise<unknown>): Promise<unknown[]> {
    const before = await last();
    await act();
    const names = new Map([employer, manager, administrator].map(({ me }) => [me.id, me.role as string]));
    const rows = await test.server.knex('audit_event').where('seq', '>', before).orderBy('seq');
    return rows.map((row) => ({
      ...{ by: names.get(row.actor) ?? row.actor, action: row.action, object: row.object?.split(':')[0] ?? null },
      ...{ result: row.result, origin: row.origin?.split(':')[0] ?? null, detail: row.detail ?? {} },
    }));
  }

  const at = { origin: 'device', result: 'ok' } as const;
  const ACTS: readonly (readonly [name: string, act: () => Promise<unknown>, expected: readonly Expected[]])[] = [
    [
      'a sign-in, with its method, on a device that is new',
      () => signIn(test, EMAILS.EMPLOYER),
      [
        {
          by: 'EMPLOYER',
          action: 'LOGIN',
          object: 'device',
          result: 'ok',
          origin: 'network',
          detail: { method: 'SMS' },
        },
        {
          by: 'EMPLOYER',
          action: 'CHANGE',
          object: 'device',
          result: 'ok',
          origin: 'network',
          detail: { device: 'new' },
        },
      ],
    ],
    [
      'a wrong password of somebody',
      () => ask(null, 'POST', '/sign-in-challenges', { email: EMAILS.EMPLOYER, password: 'Verkeerd-wachtwoord-1' }),
      [{ by: 'EMPLOYER', action: 'LOGIN_FAILED', object: null, result: 'refused', origin: 'network' }],
    ],
    [
      'a sign-in of nobody',
      () => ask(null, 'POST', '/sign-in-challenges', { email: 'niemand@elders.example', password: 'Iets-anders-12' }),
      [{ by: 'unknown', action: 'LOGIN_FAILED', object: null, result: 'refused', origin: 'network' }],
    ],
    [
      'a wrong code',
      async () => {
        const { id } = (await startChallenge(test, EMAILS.EMPLOYER)).body;
        const device = { id: null, name: 'Laptop', platform: 'linux', appVersion: '0.1.0' };
        await ask(null, 'POST', '/sessions', { challengeId: id, method: 'SMS', code: '000000', device });
      },
      [
        {
          ...{ by: 'EMPLOYER', action: 'LOGIN_FAILED', object: null, result: 'refused', origin: 'network' },
          detail: { step: 'second-factor' },
        },
      ],
    ],
    [
      'a request for contact data',
      () => ask(employer, 'POST', `/candidates/${candidate.id}/contact-requests`, { id: request, vacancyId: null }),
      [{ ...at, by: 'EMPLOYER', action: 'REQUEST_CONTACT', object: 'candidate', detail: { request } }],
    ],
    [
      'the same contact data looked at again',
      () => ask(employer, 'POST', `/candidates/${candidate.id}/contact-requests`, { id: request, vacancyId: null }),
      [{ ...at, by: 'EMPLOYER', action: 'VIEW', object: 'candidate', detail: { field: 'contactData' } }],
    ],
    [
      'what came of it',
      () => push(employer, 'contact.outcome', { request, outcome: 'SPOKEN', note: '', seen: 'OPEN' }),
      [{ ...at, by: 'EMPLOYER', action: 'CHANGE_STATE', object: 'candidate', detail: { request, outcome: 'SPOKEN' } }],
    ],
    [
      'physical capacity of somebody',
      () => ask(manager, 'GET', `/candidates/${candidate.id}/physical-capacities`),
      [{ ...at, by: 'ACCOUNT_MANAGER', action: 'VIEW', object: 'candidate', detail: { field: 'physicalCapacity' } }],
    ],
    [
      'physical capacity as a filter',
      () => ask(employer, 'GET', '/physical-capacity-groups'),
      [{ ...at, by: 'EMPLOYER', action: 'VIEW', object: null, detail: { form: 'filter' } }],
    ],
    [
      'a print',
      () => push(employer, 'activity.record', { kind: 'PRINT', candidates: [candidate.id], format: 'PDF' }),
      [{ ...at, by: 'EMPLOYER', action: 'PRINT', object: 'candidate', detail: { format: 'PDF' } }],
    ],
    [
      'an export',
      () => push(employer, 'activity.record', { kind: 'EXPORT', candidates: [candidate.id], format: 'CSV' }),
      [{ ...at, by: 'EMPLOYER', action: 'EXPORT', object: 'candidate', detail: { format: 'CSV' } }],
    ],
    [
      'an invitation',
      () =>
        ask(manager, 'PUT', `/invitations/${randomUUID()}`, {
          invitation: { ...INVITED, organizationName: `Bakker ${randomUUID()}` },
          send: false,
        }),
      [{ ...at, by: 'ACCOUNT_MANAGER', action: 'INVITE', object: 'invitation', detail: { invitation: 'SAVE' } }],
    ],
    [
      'a decision about a device',
      () => ask(administrator, 'POST', `/devices/${colleague.deviceId}/decisions`, { decision: 'LOCK' }),
      [{ ...at, by: 'MUNICIPAL_ADMINISTRATOR', action: 'CHANGE', object: 'device', detail: { decision: 'LOCK' } }],
    ],
    [
      'its release',
      () => ask(administrator, 'POST', `/devices/${colleague.deviceId}/decisions`, { decision: 'RELEASE' }),
      [{ ...at, by: 'MUNICIPAL_ADMINISTRATOR', action: 'CHANGE', object: 'device', detail: { decision: 'RELEASE' } }],
    ],
    [
      'one who asks for what he has no right to',
      () => ask(employer, 'GET', '/audit-events'),
      [{ ...at, by: 'EMPLOYER', action: 'ACCESS_REFUSED', object: 'operation', result: 'refused' }],
    ],
    [
      'a look at this very trail',
      () => ask(administrator, 'GET', '/audit-events?action=LOGIN'),
      [{ ...at, by: 'MUNICIPAL_ADMINISTRATOR', action: 'VIEW', object: 'audit', detail: { action: 'LOGIN' } }],
    ],
    [
      'an export of it',
      () => ask(administrator, 'POST', '/audit-exports', { result: 'refused' }),
      [{ ...at, by: 'MUNICIPAL_ADMINISTRATOR', action: 'EXPORT', object: 'audit', detail: { result: 'refused' } }],
    ],
    [
      'a sign-out',
      async () => ask(await signIn(test, EMAILS.CASE_MANAGER), 'DELETE', '/sessions/current'),
      [
        { by: expect.any(String), action: 'LOGIN', object: 'device', result: 'ok', origin: 'network' },
        { by: expect.any(String), action: 'CHANGE', object: 'device', result: 'ok', origin: 'network' },
        { ...at, by: expect.any(String), action: 'LOGOUT', object: 'device' },
      ],
    ],
  ];

  it.each(ACTS)('%s', async (_name, act, expected) => {
    const lines = await linesOf(act);
    expect(lines).toHaveLength(expected.length);
    expect(lines).toMatchObject(expected);
    for (const line of lines) expect(AUDIT_ACTIONS.codes).toContain((line as { action: string }).action);
  });

  it('shows an administrator his own municipality, with the names of now, and nobody else anything', async () => {
    const answer = await ask<AuditPage>(administrator, 'GET', `/audit-events?candidate=${candidate.id}`);
    expect(answer.status).toBe(200);
    expect(answer.body.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['REQUEST_CONTACT', 'VIEW', 'PRINT', 'EXPORT']),
    );
    const asked = answer.body.items.find(({ action }) => action === 'REQUEST_CONTACT');
    expect(asked).toMatchObject({
      actor: { kind: 'user', id: employer.me.id, name: employer.me.fullName },
      object: { kind: 'candidate', id: candidate.id },
      origin: { kind: 'device', id: employer.deviceId, name: 'Laptop' },
    });
    expect(JSON.stringify(await test.server.knex('audit_event'))).not.toContain(employer.me.fullName);
    await test.server
      .knex('audit_event')
      .insert({ actor: 'unknown', action: 'LOGIN_FAILED', result: 'refused', tenant: 'elsewhere' });
    const all = await ask<AuditExport>(administrator, 'POST', '/audit-exports', {});
    expect(all.body.complete).toBe(true);
    const { municipality_id: tenant } = await test.server.knex('app_user').where({ id: administrator.me.id }).first();
    const own = await test.server.knex('audit_event').where({ tenant }).count({ n: '*' }).first();
    // The export itself is one more.
    expect(all.body.items).toHaveLength(Number(own?.['n']) - 1);
    for (const session of [employer, manager]) {
      for (const [method, path] of [
        ['GET', '/audit-events'],
        ['GET', '/audit-overviews/current'],
        ['POST', '/audit-exports'],
      ] as const) {
        expect((await ask(session, method, path, method === 'POST' ? {} : undefined)).status).toBe(403);
      }
    }
  });

  it('pages without a gap or a double, newest first, and narrows to actor, result and day', async () => {
    const trx = test.server.knex;
    await trx('audit_event').insert(
      Array.from({ length: 2 * AUDIT_PAGE }, (_, n) => ({
        ...{ actor: employer.me.id, action: 'VIEW', object: `candidate:${candidate.id}`, result: 'ok' },
        detail: JSON.stringify({ n }),
      })),
    );
    const seen: number[] = [];
    let path = `/audit-events?actor=${employer.me.id}&result=ok`;
    for (;;) {
      const { body } = await ask<AuditPage>(administrator, 'GET', path);
      expect(body.items.every(({ actor, result }) => actor.id === employer.me.id && result === 'ok')).toBe(true);
      seen.push(...body.items.map(({ number }) => number));
      if (body.next === null) break;
      expect(body.items).toHaveLength(AUDIT_PAGE);
      path = `/audit-events?actor=${employer.me.id}&result=ok&before=${body.next}`;
    }
    expect(seen).toEqual([...new Set(seen)].sort((one, other) => other - one));
    const stored = await trx('audit_event').where({ actor: employer.me.id, result: 'ok' }).count({ n: '*' }).first();
    expect(seen).toHaveLength(Number(stored?.['n']));
    const past = await ask<AuditPage>(administrator, 'GET', '/audit-events?from=2020-01-01&to=2020-12-31');
    expect(past.body).toEqual({ items: [], next: null });
    expect((await ask(administrator, 'GET', '/audit-events?from=gisteren')).status).toBe(400);
  });

  it('shows everybody what he did and what was done to his account, and nothing of others', async () => {
    const device = { id: colleague.deviceId, name: 'Laptop', platform: 'linux', appVersion: '0.1.0' };
    const { me, deviceId, ...session } = await signIn(test, EMAILS.CASE_MANAGER, device);
    const { body } = await ask<AuditPage>({ ...session, me, deviceId }, 'GET', '/own-audit-events');
    const mine = body.items.filter(({ actor }) => actor.id === me.id);
    const others = body.items.filter(({ actor }) => actor.id !== me.id);
    expect(mine.map((line) => auditWords(line))).toContain('Aangemeld met een sms-code');
    expect(others.map((line) => auditWords(line))).toEqual(['Apparaat vrijgegeven', 'Apparaat vergrendeld']);
    expect(
      others.every(({ object, actor }) => object?.id === deviceId && actor.name === administrator.me.fullName),
    ).toBe(true);
    expect((await ask(null, 'GET', '/own-audit-events')).status).toBe(401);
  });

  it('tells the administrator what the last verification found', async () => {
    const before = await ask<{ check: unknown; actors: { id: string }[] }>(
      administrator,
      'GET',
      '/audit-overviews/current',
    );
    expect(before.body.check).toBeNull();
    expect(before.body.actors.map(({ id }) => id)).toContain(employer.me.id);
    const job = dailyJobs(() => undefined, test.server.auditProof).find(({ name }) => name === 'audit-trail');
    expect(await job?.run(test.server.knex, test.clock.now())).toMatchObject({ broken: 0 });
    const after = await ask<{ check: unknown }>(administrator, 'GET', '/audit-overviews/current');
    expect(after.body.check).toMatchObject({ ok: true, firstBroken: null, checkedAt: test.clock.now().toISOString() });
  });
});
