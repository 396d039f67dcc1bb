import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '@hallowerk/contract/accounts/account.ts';
import { FILE_LIMITS } from '@hallowerk/contract/candidates/candidate-file.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import { candidateFixture, documentFixture, profileFixture } from '../testing/candidate-fixture.ts';
import { call, EMAILS, signIn } from '../testing/http-client.ts';
import { databaseKinds } from '../testing/test-database.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import type { CandidateRecord } from './candidate-record.ts';
import { storeCandidateFile, type NewCandidateFile } from './candidate-files.repository.ts';
import { upsertCandidates } from './candidates.repository.ts';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MP4 = Buffer.from('\0\0\0\x18ftypisom', 'latin1');
const PDF = Buffer.from('%PDF-1.7\n');
const of = (start: Buffer, size = 400): Buffer => Buffer.concat([start, randomBytes(size - start.length)]);

/** Somebody with a photo, a film and two documents of which one may be shown. */
function person(change: Partial<CandidateRecord> = {}) {
  const id = uuidv7();
  const [photo, film] = [uuidv7(), uuidv7()];
  const [shared, kept] = [documentFixture(id, true), documentFixture(id, false)];
  const media = [{ kind: 'VIDEO' as const, url: film, caption: 'Film' }];
  const record = candidateFixture({
    ...{ id, documents: [shared, kept], profile: profileFixture({ photoId: photo, media }) },
    ...change,
  });
  const files: NewCandidateFile[] = [
    { id: photo, candidateId: id, purpose: 'PHOTO', mediaType: 'image/png', content: of(PNG) },
    { id: film, candidateId: id, purpose: 'MEDIA', mediaType: 'video/mp4', content: of(MP4) },
    { id: shared.id, candidateId: id, purpose: 'DOCUMENT', mediaType: 'application/pdf', content: of(PDF) },
    { id: kept.id, candidateId: id, purpose: 'DOCUMENT', mediaType: 'application/pdf', content: of(PDF) },
  ];
  return { record, files, photo, film, shared: shared.id, kept: kept.id };
}

describe.each(databaseKinds())('files of candidates on %s', (kind) => {
  let test: TestServer;
  let employer: Session;
  let manager: Session;
  const visible = person();
  const hidden = person({ visibleToEmployers: false });
  const elsewhere = person({ regionCode: 'AM22' });
  const hiddenElsewhere = person({ regionCode: 'AM22', visibleToEmployers: false });
  const people = [visible, hidden, elsewhere, hiddenElsewhere];

  const change = <T>(work: Parameters<typeof withTransaction<T>>[1]): Promise<T> =>
    withTransaction(test.server.knex, work);
  const save = (record: CandidateRecord) => change((trx) => upsertCandidates(trx, [record]));
  const store = (file: NewCandidateFile) => change((trx) => storeCandidateFile(trx, file));
  async function add(someone: ReturnType<typeof person>): Promise<void> {
    await save(someone.record);
    for (const file of someone.files) await store(file);
  }

  beforeAll(async () => {
    test = await startTestServer(kind);
    for (const someone of people) await add(someone);
    employer = await signIn(test, EMAILS.EMPLOYER);
    manager = await signIn(test, EMAILS.ACCOUNT_MANAGER);
  });
  afterAll(() => test.stop());

  async function read(session: Session, candidateId: string, fileId: string, headers: Record<string, string> = {}) {
    const answer = await fetch(`${test.server.url}/v1/candidates/${candidateId}/files/${fileId}`, {
      headers: { authorization: `Bearer ${session.accessToken}`, ...headers },
    });
    return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
  }
  const statuses = async (session: Session, { record, photo, film, shared, kept }: ReturnType<typeof person>) => {
    const ids = [photo, film, shared, kept];
    return Promise.all(ids.map(async (id) => (await read(session, record.id, id)).status));
  };
  const contents = async (file: NewCandidateFile | undefined) => {
    const sha256 = createHash('sha256').update(file!.content).digest();
    return (await test.server.knex('candidate_file_content').where({ sha256 })).length;
  };

  it('shows an employer what a visible candidate shares, and nothing of anybody else (features §5.9)', async () => {
    expect(await statuses(employer, visible)).toEqual([200, 200, 200, 404]);
    expect(await statuses(employer, hidden)).toEqual([404, 404, 404, 404]);
    expect(await statuses(employer, hiddenElsewhere)).toEqual([404, 404, 404, 404]);
  });

  it('shows an account manager everything of his own region, and of another what employers see', async () => {
    expect(await statuses(manager, visible)).toEqual([200, 200, 200, 200]);
    expect(await statuses(manager, hidden)).toEqual([200, 200, 200, 200]);
    const regions = await test.server.knex('user_region').where({ user_id: manager.me.id, region_code: 'AM22' });
    expect(await statuses(manager, elsewhere)).toEqual(
      regions.length > 0 ? [200, 200, 200, 404] : [404, 404, 404, 404],
    );
    expect(await statuses(manager, hiddenElsewhere)).toEqual([404, 404, 404, 404]);
  });

  it('makes no difference between what is hidden, of somebody else, and not there', async () => {
    const answers = await Promise.all(
      [
        [hidden.record.id, hidden.photo],
        [visible.record.id, visible.kept],
        [visible.record.id, elsewhere.photo],
        [elsewhere.record.id, visible.photo],
        [visible.record.id, randomUUID()],
        [randomUUID(), visible.photo],
      ].map(([id, file]) =>
        call(test.server.url, 'GET', `/candidates/${id}/files/${file}`, { token: employer.accessToken }),
      ),
    );
    for (const answer of answers) {
      expect(answer.status).toBe(404);
      expect({ ...answer.body, instance: '' }).toEqual({ ...answers[0]?.body, instance: '' });
    }
  });

  it('gives exactly the bytes, with headers that keep a browser from guessing', async () => {
    const photo = await read(employer, visible.record.id, visible.photo);
    expect(photo.bytes.equals(visible.files[0]!.content as Buffer)).toBe(true);
    expect(Object.fromEntries(photo.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'inline',
      'content-length': '400',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'accept-ranges': 'bytes',
      'content-security-policy': expect.stringContaining('sandbox'),
    });
    const document = await read(employer, visible.record.id, visible.shared);
    expect(document.headers.get('content-type')).toBe('application/pdf');
    expect(document.headers.get('content-disposition')).toBe(`attachment; filename="cv.pdf"; filename*=UTF-8''cv.pdf`);
  });

  it('gives a type that it does not show as a download without a type', async () => {
    await test.server.knex('candidate_file').where({ id: visible.film }).update({ media_type: 'text/html' });
    const answer = await read(employer, visible.record.id, visible.film);
    await test.server.knex('candidate_file').where({ id: visible.film }).update({ media_type: 'video/mp4' });
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('writes every opening of a document down, and no refused one', async () => {
    const views = () => test.server.knex('audit_event').where({ action: 'VIEW', actor: manager.me.id }).orderBy('seq');
    const before = (await views()).length;
    await read(manager, visible.record.id, visible.kept);
    await read(manager, visible.record.id, visible.photo);
    await read(manager, hiddenElsewhere.record.id, hiddenElsewhere.shared);
    expect((await views()).slice(before)).toMatchObject([
      { object: `candidate:${visible.record.id}`, result: 'ok', detail: { field: 'document', file: visible.kept } },
    ]);
  });

  it('sends nothing again to who has it', async () => {
    const tag = (await read(employer, visible.record.id, visible.photo)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await read(employer, visible.record.id, visible.photo, { 'if-none-match': tag });
    expect([again.status, again.bytes.length, again.headers.get('etag')]).toEqual([304, 0, tag]);
    expect((await read(employer, visible.record.id, visible.photo, { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await read(employer, hidden.record.id, hidden.photo, { 'if-none-match': '*' })).status).toBe(404);
  });

  it('gives the part of a film that is asked for', async () => {
    const content = visible.files[1]!.content as Buffer;
    const part = (range: string, more = {}) => read(employer, visible.record.id, visible.film, { range, ...more });
    const middle = await part('bytes=10-19');
    expect([middle.status, middle.headers.get('content-range')]).toEqual([206, 'bytes 10-19/400']);
    expect(middle.bytes.equals(content.subarray(10, 20))).toBe(true);
    expect((await part('bytes=-5')).bytes.equals(content.subarray(395))).toBe(true);
    expect((await part('bytes=400-')).status).toBe(416);
    expect((await part('bytes=10-19', { 'if-range': '"other"' })).bytes.equals(content)).toBe(true);
  });

  it('gives a film of many parts as a whole', async () => {
    const someone = person();
    const film = { ...someone.files[1]!, content: of(MP4, 2_500_000) };
    await save(someone.record);
    await store(film);
    expect((await read(employer, film.candidateId, film.id)).bytes.equals(film.content)).toBe(true);
  });

  it('refuses what is not what it says, does not fit, or is too large, and keeps nothing of it', async () => {
    const someone = person({});
    await save(someone.record);
    const [photo, film, document] = someone.files as [NewCandidateFile, NewCandidateFile, NewCandidateFile];
    const refused = async (file: NewCandidateFile, reason: string) => {
      await expect(store(file)).rejects.toMatchObject({ name: 'FileRefusedError', reason });
      expect(await contents(file)).toBe(0);
    };
    await refused({ ...photo, content: of(Buffer.from('<script>')) }, 'unknown_type');
    await refused({ ...photo, content: of(PDF) }, 'other_type');
    await refused({ ...photo, content: of(MP4), mediaType: 'video/mp4' }, 'wrong_purpose');
    await refused({ ...film, content: of(PDF), mediaType: 'application/pdf' }, 'wrong_purpose');
    await refused({ ...photo, content: of(PNG, FILE_LIMITS.photo + 1) }, 'too_large');
    await refused({ ...document, content: of(PDF, FILE_LIMITS.document + 1) }, 'too_large');
    await store(film);
    await refused({ ...film, id: uuidv7(), content: of(MP4) }, 'second_film');
    await store({ ...photo, content: of(PNG, FILE_LIMITS.photo) });
  });

  it('keeps a content once, until the last file that has it is gone', async () => {
    const [one, two] = [person(), person()];
    await add(one);
    await add({ ...two, files: two.files.map((file, index) => ({ ...file, content: one.files[index]!.content })) });
    expect(await contents(one.files[0])).toBe(1);
    await test.server.knex('candidate').where({ id: one.record.id }).delete();
    expect(await test.server.knex('candidate_file').where({ candidate_id: one.record.id })).toEqual([]);
    expect((await read(employer, one.record.id, one.photo)).status).toBe(404);
    expect((await read(employer, two.record.id, two.photo)).status).toBe(200);
    expect(await contents(one.files[0])).toBe(1);
    await test.server.knex('candidate').where({ id: two.record.id }).delete();
    expect(await contents(one.files[0])).toBe(0);
  });

  it('removes at once what the profile or the list of documents does not name any more (features §5.11)', async () => {
    const someone = person();
    await add(someone);
    const { record } = someone;
    await save({ ...record, documents: [], profile: { ...record.profile, oneLiner: 'Iets anders' } });
    expect(await statuses(manager, someone)).toEqual([200, 200, 404, 404]);
    await save({ ...record, documents: [], profile: { ...record.profile, photoId: null, media: [] } });
    expect(await test.server.knex('candidate_file').where({ candidate_id: record.id })).toEqual([]);
    expect(await contents(someone.files[3])).toBe(0);
  });

  it('hides a file from employers as soon as its candidate is hidden', async () => {
    const someone = person();
    await add(someone);
    expect((await read(employer, someone.record.id, someone.photo)).status).toBe(200);
    await save({ ...someone.record, visibleToEmployers: false });
    expect(await statuses(employer, someone)).toEqual([404, 404, 404, 404]);
  });
});
