import type { Knex } from 'knex';
import { ProblemError, sessionExpired } from '../http/problems.ts';
import type { SessionContext } from '../security/session.ts';

/**
 * Whose municipality is managed. The tenant of an administrator is the municipality that stands with his account now, and
 * the one region that municipality lies in: every statement of this folder names one of the two, and an id from a request
 * is only ever looked up within them. What lies outside does not exist for him (404).
 */
export interface Administrator {
  readonly userId: string;
  readonly municipalityId: string;
  readonly regionCode: string;
}

/** Read from the database, never from what the session said before. @throws {ProblemError} 401 */
export async function administratorOf(knex: Knex, { userId }: SessionContext): Promise<Administrator> {
  const row = await knex('app_user as u')
    .join('municipality as m', 'm.id', 'u.municipality_id')
    .where({ 'u.id': userId, 'u.state': 'ACTIVE' })
    .first({ municipalityId: 'm.id', regionCode: 'm.region_code' });
  if (row === undefined) throw sessionExpired();
  return { userId, municipalityId: row.municipalityId, regionCode: row.regionCode };
}

/** A change is made on what was on the screen, or not at all. @throws {ProblemError} 409 `changed_meanwhile` */
export function requireSeen(seen: number | string | null, present: number | string | null): void {
  if (seen === present) return;
  throw new ProblemError(
    409,
    'changed_meanwhile',
    'Iemand anders heeft dit intussen gewijzigd. Bekijk eerst wat er nu staat.',
  );
}

/** @throws {ProblemError} 400 with one fault beside its field, always */
export function refuseField(path: string, message: string): never {
  throw new ProblemError(400, 'invalid_input', message, { faults: [{ path, code: 'invalid', message }] });
}
