import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EXPORT_COLUMNS, PRINT_PART } from '@hallowerk/contract/candidates/candidate-export.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import { startContractServer, type ContractServer } from '../testing/contract-server.ts';
import { makeCandidate, testId } from '../testing/make-candidate.ts';
import { readCsv } from '../testing/read-csv.ts';
import { makeProfile, signIn, startTestCore, type TestCore, type TestProfile } from '../testing/start-test-core.ts';

const ids = (...numbers: number[]): string[] => numbers.map((n) => testId(1, n));
const EMAIL = 'voornaam1@voorbeeld.example';
const internal = {
  clientNumber: 'K-1001',
  gender: 'UNKNOWN',
  birthDate: '1990-01-01',
  municipality: 'Den Haag',
  supportModel: 'NONE',
  caseManagerName: 'Kim Bakker',
  tozo: false,
};

let server: ContractServer;
let profile: TestProfile;
let core: TestCore;
let recorded: unknown[];

beforeEach(async () => {
  server = await startContractServer();
  profile = await makeProfile();
  recorded = [];
  server.feed.verdict = ({ uid, kind, args }) => {
    if (kind !== 'activity.record') return null;
    recorded.push(args);
    return [uid, 'ok', null];
  };
});
afterEach(async () => {
  await core.close();
  await server.close();
  await profile.remove();
});

async function start(cards: number, kind: 'candidateCard' | 'candidateCase' = 'candidateCard'): Promise<void> {
  for (let n = 1; n <= cards; n += 1) {
    const more = { email: EMAIL, phone: '0612345678', postcode: '2511AB', visibleToEmployers: true, internal };
    const row = { ...makeCandidate(n), ...(kind === 'candidateCase' ? more : {}) };
    server.feed.put(COLLECTIONS[kind].number, testId(1, n), row);
  }
  core = await startTestCore(profile, server.url);
  await signIn(core.api);
  await vi.waitFor(
    async () => expect(await core.api.sync.state()).toMatchObject({ complete: true, phase: 'idle' }),
    10_000,
  );
}

const written = (): string[][] =>
  readCsv(new TextDecoder('utf-8', { ignoreBOM: false }).decode(profile.files[0]?.bytes));
const sent = (expected: unknown[]) => vi.waitFor(() => expect(recorded).toEqual(expected), 10_000);

describe('an export of a selection', () => {
  it('writes who is visible, in the order of the selection, and records them', async () => {
    await start(3);
    const answer = await core.api.candidates.exportSelection({ ids: ids(3, 9, 1, 3), format: 'CSV' });
    expect(answer).toEqual({ outcome: 'saved', fileName: 'gekozen' });
    expect(profile.files[0]?.suggestedName).toMatch(/^Kandidaten \d\d-\d\d-\d{4}\.csv$/);
    const [header, ...lines] = written();
    expect(header).toEqual(EXPORT_COLUMNS.map((column) => column.header));
    expect(lines.map(([name]) => name)).toEqual(['Voornaam3 Achternaam3', 'Voornaam1 Achternaam1']);
    await sent([{ kind: 'EXPORT', candidates: ids(3, 1), format: 'CSV' }]);
  });

  it('holds nothing of the case file, for matching staff either', async () => {
    await start(2, 'candidateCase');
    await core.api.candidates.exportSelection({ ids: ids(1, 2), format: 'CSV' });
    const text = Buffer.from(profile.files[0]!.bytes).toString('utf8');
    expect(text).toContain('Voornaam1');
    expect(text).not.toMatch(/@|0612345678|2511AB|K-1001|1990|Kim Bakker/);
  });

  it('goes to the browser where there is no save dialog, as the same file', async () => {
    profile.canSave = false;
    await start(1);
    const answer = await core.api.candidates.exportSelection({ ids: ids(1), format: 'XLSX' });
    if (answer.outcome !== 'download') throw new Error(answer.outcome);
    expect(answer.fileName).toMatch(/\.xlsx$/);
    expect(Buffer.from(await answer.file.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK');
    expect(profile.files).toEqual([]);
    await sent([{ kind: 'EXPORT', candidates: ids(1), format: 'XLSX' }]);
  });

  it('is not recorded when the user cancels the dialog', async () => {
    profile.answer = { saved: false };
    await start(1);
    await expect(core.api.candidates.exportSelection({ ids: ids(1), format: 'CSV' })).resolves.toEqual({
      outcome: 'cancelled',
    });
    await core.api.candidates.recordPrint({ ids: ids(1) });
    await sent([{ kind: 'PRINT', candidates: ids(1), format: 'PDF' }]);
  });

  it('is not made, nor recorded, when the call is aborted', async () => {
    await start(60);
    const stop = new AbortController();
    stop.abort();
    const all = Array.from({ length: 60 }, (_, at) => testId(1, at + 1));
    await expect(
      core.api.candidates.exportSelection({ ids: all, format: 'XLSX' }, { signal: stop.signal }),
    ).rejects.toThrow();
    expect(profile.files).toEqual([]);
    expect((await core.api.sync.overview()).waiting).toEqual([]);
  });

  it.each([
    ['ENOSPC', 'disk_full', /schijf is vol/],
    ['EACCES', 'not_permitted', /mag op deze plek niet schrijven/],
    ['ENOENT', 'folder_gone', /map is er niet/],
  ])('says what to do when the disk answers %s', async (code, reason, message) => {
    profile.saveFails = Object.assign(new Error('/home/jan/geheim'), { code });
    await start(1);
    await expect(core.api.candidates.exportSelection({ ids: ids(1), format: 'CSV' })).rejects.toMatchObject({
      code: 'REFUSED',
      data: { code: reason },
      message: expect.stringMatching(message),
    });
    expect((await core.api.sync.overview()).waiting).toEqual([]);
  });

  it('is refused when nobody of the selection is visible any more', async () => {
    await start(1);
    await expect(core.api.candidates.checkSelection({ ids: ids(1, 8, 9) })).resolves.toEqual({
      visible: ids(1),
      gone: ids(8, 9),
    });
    await expect(core.api.candidates.exportSelection({ ids: ids(8, 9), format: 'CSV' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('waits in the outbox without a connection, and is recorded when that is back', async () => {
    await start(2);
    await server.away();
    await core.api.candidates.exportSelection({ ids: ids(1, 2), format: 'CSV' });
    expect((await core.api.sync.overview()).waiting).toMatchObject([{ kind: 'activity.record', candidateId: null }]);
    await server.listen();
    await core.api.sync.start();
    await sent([{ kind: 'EXPORT', candidates: ids(1, 2), format: 'CSV' }]);
  });

  it('does not leave the program when it cannot be recorded', async () => {
    await start(500);
    await server.away();
    const all = Array.from({ length: 500 }, (_, at) => testId(1, at + 1));
    await core.api.candidates.setFavourites({ ids: all, on: true });
    await core.api.candidates.setFavourites({ ids: all, on: false });
    await expect(core.api.candidates.exportSelection({ ids: all, format: 'CSV' })).rejects.toMatchObject({
      data: { code: 'outbox_full' },
    });
    await expect(core.api.candidates.startPrint({ ids: all })).rejects.toMatchObject({ data: { code: 'outbox_full' } });
    expect(profile.files).toEqual([]);
  });
});

describe('a print of a selection', () => {
  it('is a job in core: its view reads it in parts, in the order of the selection, without internal fields', async () => {
    await start(PRINT_PART + 2, 'candidateCase');
    const all = Array.from({ length: PRINT_PART + 2 }, (_, at) => testId(1, at + 1)).toReversed();
    const { jobId, count } = await core.api.candidates.startPrint({ ids: [...all, testId(1, 99)] });
    expect(count).toBe(all.length);
    const first = await core.api.candidates.printJob({ jobId, offset: 0 });
    const second = await core.api.candidates.printJob({ jobId, offset: PRINT_PART });
    expect([first.total, second.total]).toEqual([all.length, all.length]);
    expect([...first.items, ...second.items].map(({ card }) => card.id)).toEqual(all);
    expect(JSON.stringify([first, second])).not.toMatch(/voorbeeld\.example|0612345678|K-1001/);
    await expect(core.api.candidates.printJob({ jobId: testId(9, 9), offset: 0 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is recorded when it was saved, and not when the user cancelled', async () => {
    await start(2);
    const { jobId } = await core.api.candidates.startPrint({ ids: ids(2, 1) });
    profile.answer = { saved: false };
    await expect(core.api.candidates.saveSelectionPdf({ jobId })).resolves.toEqual({ outcome: 'cancelled' });
    profile.answer = { saved: true, fileName: 'Kandidaten.pdf' };
    await expect(core.api.candidates.saveSelectionPdf({ jobId })).resolves.toEqual({
      outcome: 'saved',
      fileName: 'Kandidaten.pdf',
    });
    expect(profile.saved.map(({ route }) => route)).toEqual(Array(2).fill(`/print/selections/${jobId}`));
    await sent([{ kind: 'PRINT', candidates: ids(2, 1), format: 'PDF' }]);
  });

  it('HW-PRN-01: of one profile is recorded too, saved or by the dialog of the print view', async () => {
    await start(1);
    await core.api.candidates.savePdf({ id: testId(1, 1) });
    await core.api.candidates.recordPrint({ ids: ids(1) });
    await sent(Array(2).fill({ kind: 'PRINT', candidates: ids(1), format: 'PDF' }));
  });
});
