import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditLine } from '@hallowerk/contract/audit/audit.ts';
import { sendJson, startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { testId } from '../testing/make-candidate.ts';
import { readCsv } from '../testing/read-csv.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const LINE: AuditLine = {
  number: 41,
  at: '2026-09-24T12:03:00.000Z',
  actor: { kind: 'user', id: testId(1, 5), name: '=Karin "de" Vries' },
  action: 'REQUEST_CONTACT',
  object: { kind: 'candidate', id: testId(1, 1), name: null },
  result: 'ok',
  origin: { kind: 'device', id: testId(1, 7), name: 'Balie-pc' },
  detail: { field: 'contactData', together: 2 },
};

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;
let asked: (readonly [route: string, body: unknown])[];

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  core = await startTestCore(profile, server.url);
  await signIn(core.api);
  asked = [];
  server.intercept = (request, response, body) => {
    const route = `${request.method} ${request.url?.replace('/v1', '')}`;
    if (!/\/(own-)?audit-/.test(route)) return false;
    asked.push([route, body]);
    if (route.startsWith('POST')) sendJson(response, 201, { items: [LINE], complete: true });
    else if (route.endsWith('/audit-overviews/current')) sendJson(response, 200, { check: null, actors: [] });
    else sendJson(response, 200, { items: [LINE], next: null });
    return true;
  };
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

describe('the audit trail on the desktop', () => {
  it('asks the server for a page with its filters, and for the own events', async () => {
    const page = await core.api.audit.events({ action: 'PRINT', from: '2026-09-01', before: 99 });
    expect(page).toEqual({ items: [LINE], next: null });
    await core.api.audit.ownEvents({});
    expect(await core.api.audit.overview()).toEqual({ check: null, actors: [] });
    const [first, second] = asked.map(([route]) => new URL(route.split(' ')[1] ?? '', 'http://server'));
    expect(Object.fromEntries(first?.searchParams ?? [])).toEqual({
      action: 'PRINT',
      from: '2026-09-01',
      before: '99',
    });
    expect(second?.pathname).toBe('/own-audit-events');
  });

  it('writes an export as CSV, with names and ids, harmless to a spreadsheet', async () => {
    const answer = await core.api.audit.exportEvents({ result: 'ok' });
    expect(answer).toEqual({ file: { outcome: 'saved', fileName: 'gekozen' }, lines: 1, complete: true });
    expect(asked).toEqual([['POST /audit-exports', { result: 'ok' }]]);
    expect(profile.files[0]?.suggestedName).toMatch(/^Auditlogboek \d\d-\d\d-\d{4}\.csv$/);
    const [header, line] = readCsv(new TextDecoder('utf-8', { ignoreBOM: false }).decode(profile.files[0]?.bytes));
    expect(header?.slice(0, 4)).toEqual(['Regel', 'Tijd', 'Wie', 'Wat']);
    expect(line).toEqual([
      '41',
      expect.stringMatching(/^24-09-2026,? 14:03:00$/),
      `'=Karin "de" Vries (user:${testId(1, 5)})`,
      'Contactgegevens opgevraagd',
      `candidate:${testId(1, 1)}`,
      'Gelukt',
      `Balie-pc (device:${testId(1, 7)})`,
      'REQUEST_CONTACT',
      'field=contactData, together=2',
    ]);
  });

  it('goes to the browser where there is no save dialog, and needs a connection', async () => {
    await core.close();
    profile.canSave = false;
    core = await startTestCore(profile, server.url);
    const { file } = await core.api.audit.exportEvents({});
    expect(file).toMatchObject({ outcome: 'download', fileName: expect.stringMatching(/\.csv$/) });
    await server.away();
    const { audit } = core.api;
    for (const call of [() => audit.events({}), () => audit.ownEvents({}), () => audit.exportEvents({})]) {
      await expect(call()).rejects.toMatchObject({ code: 'OFFLINE' });
    }
  });
});
