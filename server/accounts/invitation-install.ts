import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { InvitationInputSchema, validityOf } from '@hallowerk/contract/accounts/invitation.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { uuidv7 } from '../database/uuid.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { plus } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';

export interface FirstAdministrator {
  readonly email: string;
  readonly fullName: string;
  readonly municipalityName: string;
  /** `AM01` to `AM99`. */
  readonly regionCode: string;
  /** Also when there is an administrator already. */
  readonly force: boolean;
}

/** The order cannot be carried out as it was given; the message says why, for who typed it. */
export class InstallationError extends Error {
  override readonly name = 'InstallationError';
}

const TOKEN_BYTES = 32;

/**
 * Makes the municipality when it is missing and an invitation for its first administrator (security A09: there are no
 * accounts from the factory). The token is in the answer and nowhere else; it works once, for 48 hours. An unused one that
 * was made before for the same address stops working.
 *
 * @throws {InstallationError}
 */
export async function inviteFirstAdministrator(
  knex: Knex,
  wanted: FirstAdministrator,
  now: Date,
): Promise<{ readonly token: string; readonly expiresAt: Date }> {
  const { email, fullName } = checked(wanted);
  return withTransaction(knex, async (trx) => {
    // Two orders at the same time follow each other.
    await trx.raw('lock table municipality in share row exclusive mode');
    const administrator = await trx('app_user')
      .where({ role: 'MUNICIPAL_ADMINISTRATOR' })
      .whereIn('state', ['ACTIVE', 'BLOCKED', 'SECURING'])
      .first('id');
    if (administrator !== undefined && !wanted.force) {
      throw new InstallationError('There is an administrator already. Use --force to invite another one.');
    }
    const user = await trx('app_user').whereRaw('lower(email) = lower(?)', [email]).first('id');
    if (user !== undefined) throw new InstallationError('There is an account with this address already.');
    const municipalityId = await municipalityOf(trx, wanted);
    const organizationId = await organizationOf(trx, municipalityId, wanted.municipalityName);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const expiresAt = plus(now, validityOf('ATS_USER', 0));
    await trx('invitation')
      .where({ installation: true, state: 'SENT' })
      .whereRaw('lower(email) = lower(?)', [email])
      .update({ state: 'REVOKED' });
    const id = uuidv7();
    await trx('invitation').insert({
      ...{ id, kind: 'ATS_USER', state: 'SENT', email, full_name: fullName, role: 'MUNICIPAL_ADMINISTRATOR' },
      ...{ municipality_id: municipalityId, organization_id: organizationId, installation: true },
      ...{ token_hash: hashToken(token), created_at: now, sent_at: now, expires_at: expiresAt },
    });
    const detail = { invitation: 'SEND', installation: true, forced: wanted.force };
    await recordAudit(trx, { actor: 'console', action: 'INVITE', object: `invitation:${id}`, result: 'ok', detail });
    return { token, expiresAt };
  });
}

function checked(wanted: FirstAdministrator): { readonly email: string; readonly fullName: string } {
  if (!/^AM\d{2}$/.test(wanted.regionCode)) throw new InstallationError('--region: a code like AM21 is needed');
  if (wanted.municipalityName.trim() === '') throw new InstallationError('--municipality-name: a name is needed');
  const parsed = InvitationInputSchema.safeParse({
    ...{ kind: 'ATS_USER', role: 'MUNICIPAL_ADMINISTRATOR', email: wanted.email, fullName: wanted.fullName },
    ...{ organizationId: null, organizationName: '', mobile: null, personalMessage: '' },
  });
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => (issue.path[0] === 'email' ? '--email' : '--name'));
  throw new InstallationError(`Not valid: ${[...new Set(names)].join(', ')}`);
}

/** By name within its region. A region that is not known yet gets its name with the first import. */
async function municipalityOf(trx: Trx, { municipalityName, regionCode }: FirstAdministrator): Promise<string> {
  const name = municipalityName.trim();
  const known = await trx('municipality').whereRaw('lower(name) = lower(?)', [name]).first('id', 'region_code');
  if (known !== undefined && known.region_code === regionCode) return known.id;
  if (known !== undefined) {
    throw new InstallationError(`The municipality is known in region ${known.region_code}. Use that region.`);
  }
  await trx('region').insert({ code: regionCode, name: regionCode }).onConflict('code').ignore();
  const id = uuidv7();
  await trx('municipality').insert({ id, name, region_code: regionCode });
  return id;
}

async function organizationOf(trx: Trx, municipalityId: string, name: string): Promise<string> {
  const known = await trx('organization')
    .where({ municipality_id: municipalityId })
    .whereRaw(`'MUNICIPAL' = any(types)`)
    .orderBy('created_at')
    .first('id');
  if (known !== undefined) return known.id;
  const id = uuidv7();
  const facts = { id, name: `Gemeente ${name.trim()}`, types: ['MUNICIPAL'], municipality_id: municipalityId };
  await trx('organization').insert(facts);
  return id;
}
