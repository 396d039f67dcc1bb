import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import type { ErasureProof, ErasureRequest } from '@hallowerk/contract/privacy/erasure.ts';
import type { SubjectFile } from '@hallowerk/contract/privacy/subject-file.ts';
import { sealAudit, verifyChains } from '../audit/audit-chain.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { auditSync } from '../operations/audit-sync.ts';
import { candidateFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn, type Answer } from '../testing/http-client.ts';
import { dumpTables, MARK, markedPerson, tablesWith, type MarkedPerson } from '../testing/marked-person.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { vumImport } from '../import/vum/vum-import.ts';
import { runImport } from '../import/run-import.ts';
import { proofHash } from './erase-person.ts';
import { PERSON_TABLES, WITHOUT_PERSON } from './person-tables.ts';
import { applyRegister, runErasures } from '../operations/run-privacy.ts';
import { SECTIONS } from './subject-file-words.ts';

const CLEAN = { wrongCounters: 0, wrongEntries: 0, leftovers: 0 };

describe.each(databaseKinds())('rights of candidates on %s', { timeout: 120_000 }, (kind) => {
  let test: TestServer;
  let admin: Session;
  let userId: string;
  let tags = 0;
  beforeAll(async () => {
    test = await startTestServer(kind);
    admin = await signIn(test, EMAILS.MUNICIPAL_ADMINISTRATOR);
    const user = await test.server.knex('app_user').where({ email: EMAILS.ACCOUNT_MANAGER }).first('id');
    userId = user.id;
  });
  afterAll(() => test.stop());

  const person = (regionCode = 'AM21'): Promise<MarkedPerson> =>
    markedPerson(test.server, { userId, now: test.clock.now(), tag: `p${++tags}x`, regionCode });
  const ask = <T>(method: string, path: string, body?: unknown, token = admin.accessToken): Promise<Answer<T>> =>
    call<T>(test.server.url, method, path, { token, ...(body === undefined ? {} : { body }) });
  const request = (candidateId: string, id: string = randomUUID()) =>
    ask<ErasureRequest>('POST', '/erasure-requests', { id, candidateId, reason: 'Per brief gevraagd' });
  const decide = (id: string, decision: string, ground = '') =>
    ask<ErasureRequest>('POST', `/erasure-requests/${id}/decisions`, { decision, ground });
  const granted = async (candidateId: string): Promise<string> => {
    const { id } = (await request(candidateId)).body;
    await decide(id, 'REVIEW');
    await decide(id, 'GRANT');
    return id;
  };
  const marks = (tag = tags): string => `${MARK}-p${tag}x`;

  describe('a subject file', () => {
    it('has every table in which the person occurs, or the list of exceptions says why not', async () => {
      const somebody = await person();
      await request(somebody.id);
      const found = tablesWith(await dumpTables(test.server.knex), [somebody.id, marks()]);
      const known = PERSON_TABLES.map(({ table }) => table);
      expect(found.filter((table) => !known.includes(table) && WITHOUT_PERSON[table] === undefined)).toEqual([]);
      const { status, body } = await ask<SubjectFile>('POST', '/subject-files', {
        candidateId: somebody.id,
        reason: 'Gevraagd aan de balie',
      });
      expect(status).toBe(201);
      const filled = body.sections.filter(({ rows }) => rows.length > 0).map(({ code }) => code);
      const codes = known.map((table) => SECTIONS[table]?.code);
      expect(filled).toEqual([...codes, 'erasureRequests', 'viewers']);
    });

    it('knows every table that hangs on a candidate, also through another one', async () => {
      const result: { rows: { child: string; parent: string }[] } = await test.server.knex.raw(
        `select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent
         from pg_constraint where contype = 'f' and conrelid <> confrelid`,
      );
      const parents = new Set(['candidate']);
      for (let size = 0; size !== parents.size;) {
        size = parents.size;
        for (const { child, parent } of result.rows) if (parents.has(parent)) parents.add(child);
      }
      const known = new Set(PERSON_TABLES.map(({ table }) => table));
      expect([...parents].filter((table) => !known.has(table) && WITHOUT_PERSON[table] === undefined)).toEqual([]);
    });

    it('says in words what is kept and who looked, with organisation and role and without names of staff', async () => {
      const somebody = await person();
      const asked = { candidateId: somebody.id, reason: 'Gevraagd aan de balie' };
      const { body } = await ask<SubjectFile>('POST', '/subject-files', asked);
      const section = (code: string) => body.sections.find((one) => one.code === code)!;
      const lines = (code: string) => section(code).items.flatMap(({ fields }) => fields);
      expect(lines('profile')).toContainEqual({ label: 'Voornaam', value: `${marks()}-voor` });
      expect(lines('internal')).toContainEqual({ label: 'Klantnummer', value: `${marks()}-klant` });
      expect(lines('notes')).toContainEqual({ label: 'Tekst', value: `${marks()}-notitie` });
      const { full_name, organization } = await test.server
        .knex('app_user as u')
        .join('organization as o', 'o.id', 'u.organization_id')
        .where('u.id', userId)
        .first('u.full_name', { organization: 'o.name' });
      expect(lines('viewers')).toContainEqual({ label: 'Wat', value: 'Bekeken: contactgegevens' });
      expect(lines('viewers')).toContainEqual({ label: 'Wie', value: `Accountmanager, ${organization}` });
      expect(JSON.stringify(body.sections.map(({ items }) => items))).not.toContain(full_name);
      expect(JSON.stringify(body)).not.toContain('token_hash');
      const line = await test.server
        .knex('audit_event')
        .where({ action: 'EXPORT', object: `candidate:${somebody.id}` })
        .first();
      expect(line).toMatchObject({ actor: admin.me.id, detail: { field: 'subjectFile' } });
    });

    it('is not made for who is of another region, unknown, or by anybody but the administrator', async () => {
      const elsewhere = await person('AM22');
      for (const candidateId of [elsewhere.id, randomUUID()]) {
        const { status } = await ask('POST', '/subject-files', { candidateId, reason: 'Gevraagd' });
        expect(status).toBe(404);
      }
      for (const role of ['EMPLOYER', 'ACCOUNT_MANAGER', 'CASE_MANAGER'] as const) {
        const { accessToken } = await signIn(test, EMAILS[role]);
        const body = { candidateId: elsewhere.id, reason: 'Gevraagd' };
        expect((await ask('POST', '/subject-files', body, accessToken)).status).toBe(403);
        expect((await ask('POST', '/erasure-requests', { ...body, id: randomUUID() }, accessToken)).status).toBe(403);
        expect((await ask('GET', '/retention-policies', undefined, accessToken)).status).toBe(403);
      }
    });
  });

  describe('an erasure', () => {
    it('leaves no marker of the person in any table, and the proof says what went without saying who', async () => {
      const bystander = await person();
      const others = marks();
      const somebody = await person();
      const mark = marks();
      const before = tablesWith(await dumpTables(test.server.knex), [mark]);
      expect(before.length).toBeGreaterThan(10);
      const id = await granted(somebody.id);
      const { status, body } = await decide(id, 'EXECUTE');
      expect({ status, state: body.state, name: body.candidateName }).toEqual({
        status: 200,
        state: 'EXECUTED',
        name: null,
      });

      const dump = await dumpTables(test.server.knex);
      expect(tablesWith(dump, [mark, somebody.email])).toEqual([]);
      expect(tablesWith(dump, [somebody.id]).filter((table) => WITHOUT_PERSON[table] === undefined)).toEqual([]);
      expect(tablesWith(dump, [others])).toEqual(before);
      const sync: { n: string }[] = await test.server
        .knex('sync_entry')
        .where({ row_id: somebody.id, live: true })
        .count({ n: '*' });
      expect(Number(sync[0]?.n)).toBe(0);
      expect(await test.server.knex('candidate').where({ id: bystander.id })).toHaveLength(1);

      const proof = (await ask<ErasureProof>('GET', `/erasure-requests/${id}/proof`)).body;
      const { proofHash: hash, ...content } = proof;
      expect(proofHash(content)).toBe(hash);
      expect(Object.keys(proof.counts).sort()).toEqual(
        [...PERSON_TABLES.map(({ table }) => table), 'sync_parked'].sort(),
      );
      expect(JSON.stringify(proof)).not.toContain(somebody.id);
      expect(JSON.stringify(proof)).not.toContain(MARK);
      expect(await auditSync(test.server.knex)).toMatchObject(CLEAN);
      await sealAudit(test.server.knex);
      expect((await verifyChains(test.server.knex, null)).filter(({ ok }) => !ok)).toEqual([]);
    });

    it('goes through its states in order, each once, and refuses a jump', async () => {
      const somebody = await person();
      const { body } = await request(somebody.id);
      expect(body).toMatchObject({ state: 'RECEIVED', candidateName: `${marks()}-voor ${marks()}-achter` });
      expect(body.dueAt).toBe('2026-04-02T09:00:00.000Z');
      for (const jump of ['GRANT', 'REFUSE', 'EXECUTE']) {
        const answer = await decide(body.id, jump, jump === 'REFUSE' ? 'Wettelijke plicht' : '');
        expect(answer).toMatchObject({ status: 409, body: { code: 'wrong_state' } });
      }
      await decide(body.id, 'REVIEW');
      expect((await decide(body.id, 'REVIEW')).body.state).toBe('IN_REVIEW');
      expect((await decide(body.id, 'REFUSE')).status).toBe(400);
      const refused = await decide(body.id, 'REFUSE', 'Een regeling eist dat we dit bewaren');
      expect(refused.body).toMatchObject({ state: 'REFUSED', ground: 'Een regeling eist dat we dit bewaren' });
      expect((await decide(body.id, 'EXECUTE')).status).toBe(409);
      expect((await ask('GET', `/erasure-requests/${body.id}/proof`)).status).toBe(404);
    });

    it('is asked for once at a time, and the same request again is the same request', async () => {
      const somebody = await person();
      const id = randomUUID();
      expect((await request(somebody.id, id)).status).toBe(201);
      expect((await request(somebody.id, id)).body.id).toBe(id);
      expect(await request(somebody.id)).toMatchObject({ status: 409, body: { code: 'already_requested' } });
      expect(await request((await person()).id, id)).toMatchObject({ status: 409, body: { code: 'id_taken' } });
      const both = await Promise.all([decide(id, 'REVIEW'), decide(id, 'REVIEW')]);
      expect(both.map(({ body }) => body.state)).toEqual(['IN_REVIEW', 'IN_REVIEW']);
    });

    it('of another region does not exist for this administrator', async () => {
      const elsewhere = await person('AM22');
      expect((await request(elsewhere.id)).status).toBe(404);
      const foreign = { id: randomUUID(), candidate_id: elsewhere.id, region_code: 'AM22', state: 'GRANTED' };
      const now = test.clock.now();
      await test.server.knex('erasure_request').insert({ ...foreign, received_at: now, due_at: now, reason: 'x' });
      for (const [method, path, body] of [
        ['POST', 'decisions', { decision: 'EXECUTE', ground: '' }],
        ['GET', 'proof', undefined],
        ['POST', 'return', undefined],
      ] as const) {
        expect((await ask(method, `/erasure-requests/${foreign.id}/${path}`, body)).status).toBe(404);
      }
      expect(await test.server.knex('candidate').where({ id: elsewhere.id })).toHaveLength(1);
      const list = await ask<{ items: ErasureRequest[] }>('GET', '/erasure-requests');
      expect(list.body.items.map(({ id }) => id)).not.toContain(foreign.id);
    });

    it('that breaks off half-way leaves the person and the request as they were, and works the next time', async () => {
      const somebody = await person();
      const id = await granted(somebody.id);
      const { knex } = test.server;
      // As a server that dies: the database ends the connection in the middle of the removal.
      const die = kind === 'postgresql' ? 'perform pg_terminate_backend(pg_backend_pid());' : `raise exception 'died';`;
      await knex.raw(
        `create function test_dies() returns trigger language plpgsql as $$ begin ${die} return old; end $$`,
      );
      await knex.raw(
        'create trigger test_dies after delete on candidate_origin for each row execute function test_dies()',
      );
      const before = tablesWith(await dumpTables(knex), [marks()]);
      expect((await decide(id, 'EXECUTE')).status).toBeGreaterThanOrEqual(500);
      expect(tablesWith(await dumpTables(knex), [marks()])).toEqual(before);
      expect(await knex('erasure_request').where({ id }).first('state', 'proof_id')).toEqual({
        state: 'GRANTED',
        proof_id: null,
      });
      await knex.raw('drop trigger test_dies on candidate_origin');
      await knex.raw('drop function test_dies()');
      expect((await decide(id, 'EXECUTE')).body.state).toBe('EXECUTED');
      expect(tablesWith(await dumpTables(knex), [marks()])).toEqual([]);
      expect((await decide(id, 'EXECUTE')).body.state).toBe('EXECUTED');
    });

    it('of somebody who is gone already gives a proof of nothing', async () => {
      const somebody = candidateFixture();
      await withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [somebody]));
      const id = await granted(somebody.id);
      await withTransaction(test.server.knex, (trx) => trx('candidate').where({ id: somebody.id }).delete());
      expect((await decide(id, 'EXECUTE')).body.state).toBe('EXECUTED');
      expect((await ask<ErasureProof>('GET', `/erasure-requests/${id}/proof`)).body.counts).toEqual({});
    });
  });

  describe('the register of erasures', () => {
    const erased = async (): Promise<{ somebody: MarkedPerson; id: string }> => {
      const somebody = await person();
      const id = await granted(somebody.id);
      await decide(id, 'EXECUTE');
      return { somebody, id };
    };
    const write = (record: MarkedPerson['record']) =>
      withTransaction(test.server.knex, (trx) => upsertCandidates(trx, [record]));

    it('refuses the same person and the same case, until the administrator allows the return', async () => {
      const { somebody, id } = await erased();
      await expect(write(somebody.record)).rejects.toMatchObject({ code: 'HW001' });
      await expect(write({ ...somebody.record, id: randomUUID() })).rejects.toMatchObject({ code: 'HW001' });
      expect(
        (await ask<ErasureRequest>('POST', `/erasure-requests/${id}/returns`)).body.returnAllowedAt,
      ).not.toBeNull();
      await write(somebody.record);
      expect(await applyRegister(test.server)).toMatchObject({ erased: 0 });
      expect(await test.server.knex('candidate').where({ id: somebody.id })).toHaveLength(1);
    });

    it('makes an import of the same case a fault with words that say what to do', async () => {
      const reference = `${MARK}-vum`;
      const { knex } = test.server;
      await knex('erasure_register').insert({
        ...{ person_hash: Buffer.alloc(32, 7), executed_at: test.clock.now() },
        origin_hash: knex.raw(`erasure_hash('origin', ?)`, [`VUM|${reference}`]),
      });
      const folder = mkdtempSync(join(tmpdir(), 'hallowerk-erased-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const path = join(folder, 'vum.json');
      writeFileSync(path, JSON.stringify({ werkzoekenden: [{ idWerkzoekende: reference }] }));
      const lines: string[] = [];
      const job = vumImport(path, { regionCode: 'AM21', visible: false, now: () => test.clock.now() });
      expect(await runImport(job, { knex, write: (line) => void lines.push(line) }, false)).toBe(1);
      expect(lines.join('\n')).toContain('Deze persoon is op eigen verzoek verwijderd.');
    });

    it('removes again whom a backup brought back, with a file from outside the database', async () => {
      const { somebody } = await erased();
      const { knex } = test.server;
      const lines: string[] = [];
      expect(await runErasures(test.server, ['export'], (line) => lines.push(JSON.stringify(line)))).toBe(0);
      expect(lines.join('\n')).not.toContain(somebody.id);
      const folder = mkdtempSync(join(tmpdir(), 'hallowerk-register-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const file = join(folder, 'register.jsonl');
      writeFileSync(file, `${lines.join('\n')}\n`);
      // The backup is of before the erasure: he is there, and the register does not know him.
      await knex('erasure_register').delete();
      await write(somebody.record);
      expect(await applyRegister(test.server)).toMatchObject({ erased: 0 });
      const printed: unknown[] = [];
      expect(await runErasures(test.server, ['apply', file], (line) => printed.push(line))).toBe(0);
      expect(printed).toMatchObject([{ erased: 1 }]);
      expect(tablesWith(await dumpTables(knex), [somebody.email])).toEqual([]);
      expect(await applyRegister(test.server, file)).toMatchObject({ erased: 0 });
    });
  });
});
