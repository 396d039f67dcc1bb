import { Readable } from 'node:stream';
import type { Knex } from 'knex';
import type { Crop, PersonalData, PersonalDataInputSchema } from '@hallowerk/contract/accounts/personal-data.ts';
import { PHOTO_RULES } from '@hallowerk/contract/accounts/personal-data.ts';
import { formatPhone } from '@hallowerk/contract/accounts/phone.ts';
import type * as z from 'zod';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { uuidv7 } from '../database/uuid.ts';
import type { FileAnswer } from '../http/handlers.ts';
import { notFound, sessionExpired } from '../http/problems.ts';
import type { Mail } from '../outbox/outbound.ts';
import { queueMail } from '../outbox/mail-queue.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';
import { redrawPhoto } from './photo.ts';

export interface PersonalDataDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  /** Who looks after employers of a region; null when nobody does. */
  readonly accountManagerFor: (
    trx: Knex,
    userId: string,
    regionCode: string,
  ) => Promise<{ readonly email: string } | null>;
}

/** What a user manages about himself, and nobody else (HW-SET-05 … -08, HF-OWN-04). */
export interface PersonalDataService {
  get(session: SessionContext): Promise<PersonalData>;
  /** The data as they are afterwards. Of an employer the account manager hears what changed, by mail (HW-SET-08). */
  change(session: SessionContext, input: z.output<typeof PersonalDataInputSchema>): Promise<PersonalData>;
  /** @throws {ProblemError} 404 when there is none */
  photo(session: SessionContext): Promise<FileAnswer>;
  /** `content` in base64. @throws {ProblemError} 400 for what is no photo, or one that is too large */
  setPhoto(session: SessionContext, content: string, crop: Crop): Promise<void>;
  /** Also when there is none. */
  deletePhoto(session: SessionContext): Promise<void>;
}

export function createPersonalDataService(deps: PersonalDataDependencies): PersonalDataService {
  const { knex, clock } = deps;
  return {
    get: ({ userId }) => personalData(knex, userId),
    change: ({ userId }, input) => withTransaction(knex, (trx) => change(trx, deps, userId, input)),
    async photo({ userId }) {
      const row: { content: Buffer } | undefined = await knex('user_photo').where({ user_id: userId }).first('content');
      if (row === undefined) throw notFound();
      return { status: 200, headers: photoHeaders(row.content), body: Readable.from([row.content]) };
    },
    async setPhoto({ userId }, content, crop) {
      const redrawn = await redrawPhoto(Buffer.from(content, 'base64'), crop);
      await withTransaction(knex, async (trx) => {
        await trx('user_photo')
          .insert({ user_id: userId, content: redrawn, changed_at: clock.now() })
          .onConflict('user_id')
          .merge();
        await recordChange(trx, userId, 'photo');
      });
    },
    deletePhoto: ({ userId }) =>
      withTransaction(knex, async (trx) => {
        const gone = await trx('user_photo').where({ user_id: userId }).delete();
        if (gone > 0) await recordChange(trx, userId, 'photo');
      }),
  };
}

function photoHeaders(content: Buffer): Record<string, string> {
  return {
    'content-type': PHOTO_RULES.keptType,
    'content-length': String(content.length),
    'content-disposition': 'inline',
    'cache-control': 'private, no-store',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  };
}

async function personalData(knex: Knex, userId: string): Promise<PersonalData> {
  const row = await knex('app_user as u')
    .join('organization as o', 'o.id', 'u.organization_id')
    .leftJoin('user_photo as f', 'f.user_id', 'u.id')
    .where('u.id', userId)
    .first('u.full_name', 'u.email', 'u.phone', {
      organization: 'o.name',
      has_photo: knex.raw('f.user_id is not null'),
    });
  if (row === undefined) throw sessionExpired();
  return {
    fullName: row.full_name,
    email: row.email,
    phone: row.phone,
    organizationName: row.organization,
    hasPhoto: row.has_photo,
  };
}

async function change(
  trx: Trx,
  deps: PersonalDataDependencies,
  userId: string,
  { fullName, phone }: z.output<typeof PersonalDataInputSchema>,
): Promise<PersonalData> {
  // Two devices that change it at once follow each other, so that each mail tells a real change.
  const before = await trx('app_user').where({ id: userId }).forUpdate().first('full_name', 'phone', 'role');
  if (before === undefined) throw sessionExpired();
  const fields = [...(before.full_name === fullName ? [] : ['fullName']), ...(before.phone === phone ? [] : ['phone'])];
  if (fields.length > 0) {
    const now = deps.clock.now();
    await trx('app_user').where({ id: userId }).update({ full_name: fullName, phone, updated_at: now });
    await recordChange(trx, userId, fields.join(' '));
    if (before.role === 'EMPLOYER') await tellAccountManager(trx, deps, userId, before.full_name);
  }
  return personalData(trx, userId);
}

function recordChange(trx: Trx, userId: string, field: string): Promise<void> {
  return recordAudit(trx, {
    actor: userId,
    action: 'CHANGE',
    object: `user:${userId}`,
    result: 'ok',
    detail: { field },
  });
}

/** Of an employer, after his name, telephone or address changed (HW-SET-08). */
export async function tellAccountManager(
  trx: Trx,
  { accountManagerFor, clock }: PersonalDataDependencies,
  userId: string,
  nameBefore: string,
): Promise<void> {
  const region: { region_code: string } | undefined = await trx('user_region')
    .where({ user_id: userId, relation: 'own' })
    .orderBy('region_code')
    .first('region_code');
  if (region === undefined) return;
  const manager = await accountManagerFor(trx, userId, region.region_code);
  if (manager === null || manager.email === '') return;
  const mail = changedMail(manager.email, await personalData(trx, userId), nameBefore);
  await queueMail(trx, { kind: 'CONTACT_DATA_CHANGED', key: uuidv7(), ...mail }, clock.now());
}

/** CONTACT_DATA_CHANGED. */
function changedMail(to: string, now: PersonalData, nameBefore: string): Mail {
  const renamed = nameBefore === now.fullName ? '' : ` (eerst: ${nameBefore})`;
  return {
    to,
    subject: 'Een werkgever heeft zijn contactgegevens gewijzigd',
    text: [
      'Hallo,',
      `Een gebruiker van ${now.organizationName} heeft zijn contactgegevens gewijzigd. Dit zijn ze nu:`,
      `Naam: ${now.fullName}${renamed}\nTelefoon: ${now.phone === '' ? 'geen' : formatPhone(now.phone)}\nE-mail: ${now.email}`,
      'Gebruik je deze gegevens ook ergens anders? Pas ze daar dan aan.',
    ].join('\n\n'),
  };
}
