import type { Knex } from 'knex';
import type { SetupProgress } from '@hallowerk/contract/accounts/invitation.ts';
import type { MicrosoftReturn, MicrosoftVisit } from '@hallowerk/contract/accounts/microsoft.ts';
import { withTransaction } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import { EntraTokenError, type EntraIdentity } from './entra-token.ts';
import { requireOpen, rowOfToken } from './invitation-acceptance.ts';
import type { InvitationJoin } from './invitation-join.ts';
import type { InvitationSetup } from './invitation-setup.ts';
import { microsoftProblem } from './microsoft-problems.ts';
import type { MicrosoftService } from './microsoft.service.ts';
import type { MicrosoftVisits } from './microsoft-visits.ts';

/**
 * Microsoft on the page of an invitation, in the place of a password (HW-SEC-01, -04 to -06): for a new account, and to add
 * an account to a login. The page goes to Microsoft and comes back; this server gives the code in and judges the token.
 */
export interface InvitationMicrosoft {
  /** @throws {ProblemError} 404 where it is not offered, 410 for a link that is over, 503 */
  visit(token: string): Promise<MicrosoftVisit>;
  /** Binds the account at Microsoft; the new account works then. @throws {ProblemError} 401, 403, 404, 409, 410, 503 */
  setUp(ticket: string, back: MicrosoftReturn): Promise<SetupProgress>;
  /** @throws {ProblemError} 401, 403 for the account of somebody else, 404, 409 `terms_changed`, 410, 503 */
  join(token: string, termsVersion: number, back: MicrosoftReturn): Promise<void>;
}

export interface InvitationMicrosoftDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly visits: MicrosoftVisits;
  readonly microsoft: Pick<MicrosoftService, 'challenge' | 'prove' | 'signIn'>;
  readonly setup: Pick<InvitationSetup, 'microsoft'>;
  readonly join: Pick<InvitationJoin, 'withMicrosoft'>;
  /** Where Microsoft sends the page back to; null while this server has no address for the world. */
  readonly returnTo: () => string | null;
}

export function createInvitationMicrosoft(deps: InvitationMicrosoftDependencies): InvitationMicrosoft {
  const { microsoft, setup, join } = deps;
  return {
    visit: (token) => visit(deps, token),
    setUp: (ticket, back) =>
      setup.microsoft(ticket, async (): Promise<EntraIdentity> => {
        return microsoft.prove({ idToken: await redeem(deps, back), nonce: back.nonce }, null);
      }),
    join: (token, termsVersion, back) =>
      join.withMicrosoft(token, termsVersion, async () => {
        return microsoft.signIn({ idToken: await redeem(deps, back), nonce: back.nonce });
      }),
  };
}

async function visit(deps: InvitationMicrosoftDependencies, token: string): Promise<MicrosoftVisit> {
  const redirectUri = returnAddress(deps);
  await withTransaction(deps.knex, async (trx) => {
    const row = await rowOfToken(trx, token);
    // An accepted one is being set up; whether it still can be, its ticket tells.
    if (row.state !== 'ACCEPTED') requireOpen(row, deps.clock.now());
  });
  const { nonce } = await deps.microsoft.challenge(null);
  return translated(() => deps.visits.begin(nonce, redirectUri));
}

function redeem(deps: InvitationMicrosoftDependencies, back: MicrosoftReturn): Promise<string> {
  const redirectUri = returnAddress(deps);
  return translated(() => deps.visits.redeem(back, redirectUri));
}

/** @throws {ProblemError} 404 */
function returnAddress({ returnTo }: InvitationMicrosoftDependencies): string {
  const address = returnTo();
  if (address === null) throw notFound();
  return address;
}

async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EntraTokenError)) throw error;
    if (error.fault !== 'unreachable') throw microsoftProblem(error);
    const text = 'Microsoft is nu niet bereikbaar. Probeer het zo opnieuw, of kies voor een wachtwoord.';
    throw new ProblemError(503, 'microsoft_unreachable', text, { cause: error, retryAfterSeconds: 30 });
  }
}
