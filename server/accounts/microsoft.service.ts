import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type {
  MicrosoftChallenge,
  MicrosoftIdentity,
  MicrosoftProof,
  MicrosoftSettings,
} from '@hallowerk/contract/accounts/microsoft.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction, type Trx } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import { MINUTE, plus, type Clock } from '../security/clock.ts';
import { hashToken } from '../security/keys.ts';
import type { SessionContext } from '../security/session.ts';
import { EntraTokenError, type EntraApplication, type EntraProof, type EntraTokens } from './entra-token.ts';
import { mayTrustDevice } from './known-devices.ts';
import { accountsOfLogin, accountToOpen, loginOf } from './logins.ts';
import { addIdentity, identitiesOf, removeIdentity, useIdentity } from './microsoft-identities.ts';
import {
  microsoftChallengeClosed,
  microsoftNotLinked,
  microsoftProblem,
  notForAdministrators,
  otherMicrosoftAccount,
  passwordConfirms,
  signInTooOld,
} from './microsoft-problems.ts';
import { confirmSession, requireConfirmation } from './security.service.ts';

export const MICROSOFT_CHALLENGE_LIFE = 10 * MINUTE;

/** Signing in with Microsoft, and adding or removing it. Everything but `settings` and `identities` is 404 when not set up. */
export interface MicrosoftService {
  settings(): MicrosoftSettings;
  /** For a user: to link his account, after he confirmed that it is he. Null: to sign in, or to accept an invitation. */
  challenge(session: SessionContext | null): Promise<MicrosoftChallenge>;
  /**
   * Whose account at Microsoft it is; uses the challenge up. `userId` is whom the challenge was given to, null for nobody.
   * Records nothing. For sign-in, linking and invitations alike.
   * @throws {ProblemError} 401, 403 private account or other tenant, 410, 503
   */
  prove(proof: MicrosoftProof, userId: string | null): Promise<EntraProof>;
  /** @throws {ProblemError} as `prove`, and 403 when nobody here signs in with that account, or an administrator does */
  signIn(proof: MicrosoftProof): Promise<{ userId: string }>;
  /** To confirm that it is he, for who has no password. @throws {ProblemError} 403 for administrators, 409 with a password */
  confirmationChallenge(session: SessionContext): Promise<MicrosoftChallenge>;
  /**
   * 'Bevestig dat jij het bent' by a sign-in at Microsoft that is newer than its challenge.
   * @throws {ProblemError} as `prove`, 403 for another account or an older sign-in, 409 with a password
   */
  confirm(session: SessionContext, proof: MicrosoftProof): Promise<{ confirmedUntil: string }>;
  identities(userId: string): Promise<readonly MicrosoftIdentity[]>;
  /** @throws {ProblemError} as `prove`, 403 when not confirmed, 409 when he or the account has one already */
  link(session: SessionContext, proof: MicrosoftProof): Promise<MicrosoftIdentity>;
  /** @throws {ProblemError} 403 when not confirmed, 404, 409 for the last way to sign in */
  unlink(session: SessionContext, id: string): Promise<void>;
}

export interface MicrosoftDependencies {
  readonly knex: Knex;
  readonly clock: Clock;
  readonly productName: string;
  /** Null where Microsoft is not set up. */
  readonly microsoft: { readonly application: EntraApplication; readonly tokens: EntraTokens } | null;
}

export function createMicrosoftService(deps: MicrosoftDependencies): MicrosoftService {
  return {
    settings: () => settingsOf(deps),
    challenge: async (session) => challenge(deps, session === null ? null : await asLogin(deps, session)),
    prove: (proof, userId) => prove(deps, proof, userId),
    signIn: (proof) => signIn(deps, proof),
    confirmationChallenge: async (session) => confirmationChallenge(deps, await asLogin(deps, session)),
    confirm: async (session, proof) => confirm(deps, await asLogin(deps, session), proof),
    identities: async (userId) => identitiesOf(deps.knex, await loginOf(deps.knex, userId)),
    link: async (session, proof) => link(deps, await asLogin(deps, session), proof),
    unlink: async (session, id) => unlink(deps, await asLogin(deps, session), id),
  };
}

/** What somebody changes here is of his login, whichever of his accounts he works with. */
async function asLogin({ knex }: MicrosoftDependencies, session: SessionContext): Promise<SessionContext> {
  return { ...session, userId: await loginOf(knex, session.userId) };
}

function settingsOf({ microsoft }: MicrosoftDependencies): MicrosoftSettings {
  if (microsoft === null) return { application: null };
  const { clientId, authority } = microsoft.application;
  return { application: { clientId, authority } };
}

async function challenge(deps: MicrosoftDependencies, session: SessionContext | null): Promise<MicrosoftChallenge> {
  return newChallenge(deps, session, async (trx, now) => {
    if (session !== null) await requireConfirmation(trx, session, now);
    if (session?.role === 'MUNICIPAL_ADMINISTRATOR') throw notForAdministrators();
  });
}

async function newChallenge(
  deps: MicrosoftDependencies,
  session: SessionContext | null,
  check: (trx: Trx, now: Date) => Promise<void>,
): Promise<MicrosoftChallenge> {
  if (deps.microsoft === null) throw notFound();
  const { knex, clock } = deps;
  const now = clock.now();
  const nonce = randomBytes(32).toString('base64url');
  const expiresAt = plus(now, MICROSOFT_CHALLENGE_LIFE);
  await withTransaction(knex, async (trx) => {
    await check(trx, now);
    await trx('microsoft_challenge').where('expires_at', '<=', now).delete();
    const row = { nonce_hash: hashToken(nonce), user_id: session?.userId ?? null, expires_at: expiresAt };
    await trx('microsoft_challenge').insert(row);
  });
  return { nonce, expiresAt: expiresAt.toISOString() };
}

async function prove(
  { knex, clock, microsoft }: MicrosoftDependencies,
  { idToken, nonce }: MicrosoftProof,
  userId: string | null,
): Promise<EntraProof> {
  if (microsoft === null) throw notFound();
  const now = clock.now();
  const hash = hashToken(nonce);
  const identity = await verify(microsoft.tokens, idToken, { nonce: hash.toString('base64url'), now });
  // One statement: of several at once exactly one finds it unused.
  const used: number = await knex('microsoft_challenge')
    .where({ nonce_hash: hash, user_id: userId })
    .whereNull('used_at')
    .where('expires_at', '>', now)
    .update({ used_at: now });
  if (used === 0) throw microsoftChallengeClosed();
  return identity;
}

async function verify(
  tokens: EntraTokens,
  idToken: string,
  expected: { readonly nonce: string; readonly now: Date },
): Promise<EntraProof> {
  try {
    return await tokens.verify(idToken, expected);
  } catch (error) {
    if (error instanceof EntraTokenError) throw microsoftProblem(error);
    throw error;
  }
}

async function signIn(deps: MicrosoftDependencies, proof: MicrosoftProof): Promise<{ userId: string }> {
  const { knex, clock } = deps;
  try {
    const identity = await prove(deps, proof, null);
    const userId = await useIdentity(knex, identity, clock.now());
    // Also for who is blocked: whether there is an account is nobody's business.
    if (userId === null) throw microsoftNotLinked();
    const account = await accountToOpen(knex, userId, { deviceId: null, allowed: mayTrustDevice });
    if (account === null) throw notForAdministrators();
    return { userId };
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500 && error.status !== 404) await recordRefusal(knex, error);
    throw error;
  }
}

async function recordRefusal(knex: Knex, { code }: ProblemError): Promise<void> {
  const detail = { step: 'microsoft', reason: code };
  await recordAudit(knex, { actor: 'unknown', action: 'LOGIN_FAILED', object: null, result: 'refused', detail });
}

async function link(
  deps: MicrosoftDependencies,
  session: SessionContext,
  proof: MicrosoftProof,
): Promise<MicrosoftIdentity> {
  if (session.role === 'MUNICIPAL_ADMINISTRATOR') throw notForAdministrators();
  await requireConfirmation(deps.knex, session, deps.clock.now());
  const identity = await prove(deps, proof, session.userId);
  return withTransaction(deps.knex, (trx) => addIdentity(trx, deps, session.userId, identity));
}

function confirmationChallenge(deps: MicrosoftDependencies, session: SessionContext): Promise<MicrosoftChallenge> {
  return newChallenge(deps, session, (trx) => requireMicrosoftOnly(trx, session.userId));
}

async function confirm(
  deps: MicrosoftDependencies,
  session: SessionContext,
  proof: MicrosoftProof,
): Promise<{ confirmedUntil: string }> {
  const { knex, clock } = deps;
  const begun = await knex('microsoft_challenge')
    .where({ nonce_hash: hashToken(proof.nonce) })
    .first('expires_at');
  const { tenantId, subject, authenticatedAt } = await prove(deps, proof, session.userId);
  // Microsoft's clock may differ by as much as with any token.
  const since = plus(begun?.expires_at ?? clock.now(), -MICROSOFT_CHALLENGE_LIFE - MINUTE);
  if (authenticatedAt === null || authenticatedAt < since) throw signInTooOld();
  return withTransaction(knex, async (trx) => {
    await requireMicrosoftOnly(trx, session.userId);
    const own = await trx('external_identity')
      .where({ user_id: session.userId, tenant_id: tenantId, subject })
      .first('id');
    if (own === undefined) throw otherMicrosoftAccount();
    return confirmSession(trx, session, clock.now());
  });
}

/** Who has a password gives that and a code, and administrators always do. @throws {ProblemError} 403, 409 */
async function requireMicrosoftOnly(trx: Trx, loginId: string): Promise<void> {
  const accounts = await trx('app_user').whereIn('id', accountsOfLogin(trx, loginId)).select('role');
  if (!accounts.every(({ role }) => mayTrustDevice(role))) throw notForAdministrators();
  const password = await trx('user_password').where({ user_id: loginId }).first('user_id');
  if (password !== undefined) throw passwordConfirms();
}

async function unlink(deps: MicrosoftDependencies, session: SessionContext, id: string): Promise<void> {
  await withTransaction(deps.knex, async (trx) => {
    await requireConfirmation(trx, session, deps.clock.now());
    await removeIdentity(trx, deps, { userId: session.userId, id });
  });
}
