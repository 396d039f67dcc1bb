import type { Knex } from 'knex';
import { withTransaction } from './transaction.ts';
import type { Migration } from './migration.ts';
import { organisationsAndAccounts } from './migrations/0001-organisations-and-accounts.ts';
import { candidatesAndVacancies } from './migrations/0002-candidates-and-vacancies.ts';
import { referenceLists } from './migrations/0003-reference-lists.ts';
import { syncCore } from './migrations/0004-sync-core.ts';
import { syncScopes } from './migrations/0005-sync-scopes.ts';
import { auditTrail } from './migrations/0006-audit-trail.ts';
import { notesAndSettings } from './migrations/0007-notes-and-settings.ts';
import { syncOperations } from './migrations/0008-sync-operations.ts';
import { deviceOrders } from './migrations/0009-device-orders.ts';
import { contactRequestsAndSavedSearches } from './migrations/0010-contact-requests-and-saved-searches.ts';
import { sequencingWithoutStatistics } from './migrations/0011-sequencing-without-statistics.ts';
import { sequencingPlannedOnce } from './migrations/0012-sequencing-planned-once.ts';
import { candidateFiles } from './migrations/0013-candidate-files.ts';
import { searchAlerts } from './migrations/0014-search-alerts.ts';
import { followUpAndConfirmation } from './migrations/0015-follow-up-and-confirmation.ts';
import { securityOfAccounts } from './migrations/0016-security-of-accounts.ts';
import { personalSettings } from './migrations/0017-personal-settings.ts';
import { invitations } from './migrations/0018-invitations.ts';
import { externalIdentities } from './migrations/0019-external-identities.ts';
import { rolesAndRights } from './migrations/0020-roles-and-rights.ts';
import { municipalAdministration } from './migrations/0021-municipal-administration.ts';
import { auditChainPerTenant } from './migrations/0022-audit-chain-per-tenant.ts';
import { privacyRights } from './migrations/0023-privacy-rights.ts';
import { loginsAndAddresses } from './migrations/0024-logins-and-addresses.ts';
import { vacanciesAndProposals } from './migrations/0025-vacancies-and-proposals.ts';
import { crawledVacancies } from './migrations/0028-crawled-vacancies.ts';
import { aboutPage } from './migrations/0029-about-page.ts';

/** In order, for ever: a released migration is never edited, only followed by another. */
export const MIGRATIONS: readonly Migration[] = [
  organisationsAndAccounts,
  candidatesAndVacancies,
  referenceLists,
  syncCore,
  syncScopes,
  auditTrail,
  notesAndSettings,
  syncOperations,
  deviceOrders,
  contactRequestsAndSavedSearches,
  sequencingWithoutStatistics,
  sequencingPlannedOnce,
  candidateFiles,
  searchAlerts,
  followUpAndConfirmation,
  securityOfAccounts,
  personalSettings,
  invitations,
  externalIdentities,
  rolesAndRights,
  municipalAdministration,
  auditChainPerTenant,
  privacyRights,
  loginsAndAddresses,
  vacanciesAndProposals,
  crawledVacancies,
  aboutPage,
];

const MIGRATION_LOCK = 7701;

/**
 * Brings the schema up to date in one transaction under an advisory lock: of several nodes that start together one
 * migrates and the others find it done. Returns the names that were applied.
 *
 * @throws when the database was migrated by a newer version of the server.
 */
export async function migrate(knex: Knex): Promise<readonly string[]> {
  return withTransaction(knex, async (trx) => {
    await trx.raw(`set local lock_timeout = '120s'`);
    await trx.raw('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    await trx.raw(`create table if not exists schema_migration (
      name text primary key, applied_at timestamptz not null default now())`);
    const done = new Set((await trx('schema_migration').select('name')).map((row: { name: string }) => row.name));
    const unknown = [...done].filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
    if (unknown.length > 0) throw new Error(`The database is newer than this server: ${unknown.join(', ')}`);
    const pending = MIGRATIONS.filter((migration) => !done.has(migration.name));
    for (const migration of pending) {
      await trx.raw(migration.sql);
      await trx('schema_migration').insert({ name: migration.name });
    }
    return pending.map((migration) => migration.name);
  });
}
