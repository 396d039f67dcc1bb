import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { storeCandidateFile } from '../candidates/candidate-files.repository.ts';
import type { CandidateRecord } from '../candidates/candidate-record.ts';
import { upsertCandidates } from '../candidates/candidates.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { ServerKeys } from '../security/keys.ts';
import { candidateFixture, documentFixture, profileFixture } from './candidate-fixture.ts';

/** Everything about this person that is text holds a marker of its own, which begins with this. */
export const MARK = 'merkteken';

export interface MarkedPerson {
  readonly id: string;
  readonly email: string;
  readonly reference: string;
  readonly requestId: string;
  readonly record: CandidateRecord;
}

/** A profile in which every text is marked. */
function markedRecord(tag: string, regionCode: string): CandidateRecord {
  const mark = (field: string): string => `${MARK}-${tag}-${field}`;
  const id = uuidv7();
  const photo = uuidv7();
  const job = { occupationId: null, from: '2010-01', until: null };
  const lesson = { from: null, until: null, certificateDate: null };
  const school = { level: null, from: null, until: null, status: '1' as const, diploma: true, diplomaDate: null };
  const base = candidateFixture({ id, regionCode });
  return {
    ...base,
    email: `${mark('mail')}@example.nl`,
    phone: '+31612345670',
    profile: profileFixture({
      ...{ firstName: mark('voor'), lastName: mark('achter'), city: mark('stad'), photoId: photo },
      ...{ oneLiner: mark('regel'), about: mark('over'), motivation: mark('motivatie') },
      ...{ talents: [mark('talent')], interests: [mark('interesse')], hobbies: [mark('hobby')] },
      ...{ skills: [mark('vaardig')], deployability: mark('inzet') },
      certificates: [{ code: null, name: mark('certificaat'), validUntil: null }],
      employmentHistory: [
        {
          ...job,
          title: mark('functie'),
          organizationName: mark('baas'),
          place: mark('plaats'),
          description: mark('taak'),
        },
      ],
      educationHistory: [{ ...school, name: mark('studie'), institute: mark('school'), place: mark('campus') }],
      courses: [{ ...lesson, name: mark('cursus'), institute: mark('instituut'), place: mark('zaal') }],
      media: [{ kind: 'LINK', url: `https://example.nl/${mark('link')}`, caption: mark('bijschrift') }],
    }),
    internal: {
      ...base.internal,
      ...{ clientNumber: mark('klant'), municipality: mark('gemeente'), caseManagerName: mark('klantmanager') },
    },
    assessments: [{ test: mark('test'), result: mark('uitslag'), takenAt: '2026-01-01' }],
    documents: [{ ...documentFixture(id, true), name: `${mark('cv')}.pdf` }],
    origin: { kind: 'VUM', reference: `${mark('bron')}`, document: { naam: mark('bericht') } },
  };
}

/**
 * Writes a person who occurs in every table in which a candidate can occur, with texts of others about him: notes,
 * requests, mails, alerts and work that was parked.
 */
export async function markedPerson(
  parts: { readonly knex: Knex; readonly keys: ServerKeys },
  { userId, now, tag = 'a', regionCode = 'AM21' }: { userId: string; now: Date; tag?: string; regionCode?: string },
): Promise<MarkedPerson> {
  const { knex, keys } = parts;
  const record = markedRecord(tag, regionCode);
  const id = record.id;
  const mark = (field: string): string => `${MARK}-${tag}-${field}`;
  const user = await knex('app_user').where({ id: userId }).first('organization_id');
  const device = randomUUID();
  const [noteId, requestId, searchId, markId, confirmationId] = [uuidv7(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const of = { candidate_id: id };
  await withTransaction(knex, async (trx) => {
    await upsertCandidates(trx, [record]);
    const pdf = Buffer.from(`%PDF-1.7\n${mark('inhoud')}`);
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.from(mark('foto')),
    ]);
    const file = { candidateId: id, purpose: 'DOCUMENT', mediaType: 'application/pdf' } as const;
    await storeCandidateFile(trx, { ...file, id: record.documents[0]!.id, content: pdf });
    const photo = { id: record.profile.photoId!, purpose: 'PHOTO', mediaType: 'image/png', content: png } as const;
    await storeCandidateFile(trx, { candidateId: id, ...photo });
    await trx('favourite').insert({
      ...{ ...of, id: uuidv7(), user_id: userId, is_set: true, created_at: now, effective_at: now, device_id: device },
    });
    await trx('note').insert({
      ...{ ...of, id: noteId, author_id: userId, organization_id: user.organization_id, text: mark('notitie') },
      ...{ scope: 'PRIVATE', created_at: now, text_at: now, text_device: device, scope_at: now, scope_device: device },
    });
    await trx('note_conflict').insert({
      ...{
        id: uuidv7(),
        note_id: noteId,
        other_text: mark('andere'),
        other_at: now,
        other_device: device,
        created_at: now,
      },
    });
    await trx('contact_request').insert({
      ...{ ...of, id: requestId, requester_id: userId, route_at_request: 'DIRECT', requested_at: now },
      ...{ outcome: 'SPOKEN', outcome_at: now, note: mark('gesprek') },
    });
    const vacancyId = uuidv7();
    await trx('vacancy').insert({ id: vacancyId, region_code: regionCode, content: '{"title":"Bakker"}' });
    await trx('proposal').insert({
      ...{ ...of, id: uuidv7(), vacancy_id: vacancyId, proposed_by: userId, proposed_at: now, changed_at: now },
      ...{
        proposer_organization_id: user.organization_id,
        motivation: mark('voorstel'),
        explanation: '{}',
        state: 'PROPOSED',
      },
    });
    await trx('contact_reminder').insert({ request_id: requestId, working_days: 3, noted_at: now });
    await trx('saved_search').insert({
      ...{ id: searchId, owner_id: userId, organization_id: user.organization_id, is_live: true, name: 'Bakkers' },
      ...{ query: '{}', scope: 'PRIVATE', changed_at: now, changed_device: device },
    });
    await trx('search_mark').insert({
      ...{ id: markId, user_id: userId, search_id: searchId, pinned: false, watch: 'EMAIL_DAILY' },
      ...{ effective_at: now, device_id: device },
    });
    await trx('judgement').insert({
      ...{
        ...of,
        id: uuidv7(),
        user_id: userId,
        search_id: searchId,
        value: 'NO',
        effective_at: now,
        device_id: device,
      },
    });
    await trx('search_alert').insert({ ...of, mark_id: markId, modified_at: '2026', raised_at: now });
    await trx('confirmation_request').insert({
      ...{ ...of, id: confirmationId, asked_by: userId, asked_at: now, expires_at: now, token_hash: Buffer.from(tag) },
    });
    await trx('candidate_news')
      .insert({
        ...{ ...of, region_code: regionCode, visible_to_employers: true, modified_at: '2026', staff_pos: 1 },
        ...{ staff_at: now, employer_pos: 1, employer_at: now },
      })
      .onConflict('candidate_id')
      .ignore();
    const later = new Date('2999-01-01');
    const mail = { created_at: now, next_try_at: later };
    await trx('mail_queue').insert([
      {
        ...mail,
        id: uuidv7(),
        kind: 'PROFILE_CONFIRM',
        key: confirmationId,
        recipient: record.email,
        subject: 'x',
        body: mark('brief'),
      },
      {
        ...mail,
        id: uuidv7(),
        kind: 'CONTACT_NOTICE',
        key: requestId,
        recipient: '',
        subject: '',
        body: '',
        sent_at: now,
      },
      {
        ...mail,
        id: uuidv7(),
        kind: 'CONTACT_FOLLOW_UP',
        key: `${requestId}:3`,
        recipient: 'c@d.nl',
        subject: 'x',
        body: 'y',
      },
    ]);
    await trx('demo_message').insert([
      {
        id: uuidv7(),
        channel: 'MAIL',
        recipient: record.email,
        subject: mark('onderwerp'),
        body: mark('tekst'),
        sent_at: now,
      },
      {
        id: uuidv7(),
        channel: 'MAIL',
        recipient: 'c@d.nl',
        subject: 'x',
        body: `hallowerk://kandidaten/${id}`,
        sent_at: now,
      },
    ]);
    await trx('audit_event').insert({
      ...{ actor: userId, action: 'VIEW', object: `candidate:${id}`, result: 'ok', detail: '{"field":"contactData"}' },
    });
    const uid = uuidv7();
    const payload = Buffer.from(
      JSON.stringify({ uid, kind: 'note.create', args: { candidate: id, text: mark('wacht') } }),
    );
    await trx('sync_parked').insert({ uid, payload: keys.seal('parked-mutation', uid, payload), error: 'x' });
  });
  return { id, email: record.email, reference: record.origin!.reference, requestId, record };
}

/** Every table of the database, its rows as text: what somebody finds who gets hold of a dump. */
export async function dumpTables(knex: Knex): Promise<ReadonlyMap<string, readonly string[]>> {
  const found: { rows: { name: string }[] } = await knex.raw(
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const dump = new Map<string, readonly string[]>();
  for (const { name } of found.rows) {
    const result: { rows: { line: string }[] } = await knex.raw('select cast(t as text) as line from ?? t', [name]);
    dump.set(
      name,
      result.rows.map(({ line }) => line),
    );
  }
  return dump;
}

/** Tables of a dump in which one of the texts stands, as text or as bytes. */
export function tablesWith(dump: ReadonlyMap<string, readonly string[]>, texts: readonly string[]): string[] {
  const needles = texts.flatMap((text) => [text, Buffer.from(text).toString('hex')]);
  return [...dump]
    .filter(([, lines]) => lines.some((line) => needles.some((one) => line.includes(one))))
    .map(([name]) => name);
}
