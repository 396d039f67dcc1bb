import { createCandidatesRepository } from '#db/candidates/candidates.repository.ts';
import { createContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import { createNotesRepository } from '#db/candidates/notes.repository.ts';
import { createSavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { isDatabaseFailure } from '#db/sqlite-errors.ts';
import { createCacheRepository, type CacheRepository } from '#db/sync/cache.repository.ts';
import { OutboxFullError, type OutboxRepository } from '#db/sync/outbox.repository.ts';
import { MeSchema, type Me } from '@hallowerk/contract/accounts/account.ts';
import type { AppEvent } from '@hallowerk/contract/app/app.desktop.ts';
import type { Lease } from '@hallowerk/contract/devices/device-order.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { createMicrosoftBrowser } from './accounts/microsoft-browser.ts';
import { createMicrosoftLink, type MicrosoftLink } from './accounts/microsoft-sign-in.ts';
import { createCandidateFiles } from './candidates/candidate-files.ts';
import { createOwnAccountService, type OwnAccountService } from './accounts/own-account.service.ts';
import { tendNoteDrafts } from './candidates/note-drafts.ts';
import type { Clock } from './clock.ts';
import { DesktopError } from './desktop-error.ts';
import { createSecurityService, type SecurityService } from './accounts/security.service.ts';
import { createInvitationsService, type InvitationsService } from './accounts/invitations.service.ts';
import { createRolesService, type RolesService } from './accounts/roles.service.ts';
import { createCrawlSourcesService, type CrawlSourcesService } from './vacancies/crawl-sources.service.ts';
import { createAdministrationService, type AdministrationService } from './administration/administration.service.ts';
import { createAuditService, type AuditService } from './audit/audit.service.ts';
import { createDevicesService, type DevicesService } from './devices/devices.service.ts';
import type { Failpoint } from './failpoint.ts';
import { folderSize } from './folder-size.ts';
import type { Logger } from './logging/logger.ts';
import type { NewMutation } from './new-mutation.ts';
import type { Platform } from './platform.ts';
import { createPrivacyService, type PrivacyService } from './privacy/privacy.service.ts';
import type { OpenPokeStream } from './server-client/poke-stream.ts';
import type { ServerClient } from './server-client/server-client.ts';
import type { SyncHistory } from './sync/sync-history.ts';
import { showWaiting } from './sync/show-waiting.ts';
import { createSyncOverviewService, type SyncOverviewService } from './sync/sync-overview.service.ts';
import { openUserFiles, type UserFiles } from './user-files.ts';
import { composeUserDomains, type UserDomains } from './user-domains.ts';
import { composeUserSync, type UserSync } from './user-sync.ts';

const OUTBOX_FULL =
  'Niet opgeslagen: er wachten te veel wijzigingen op verzending. Maak verbinding met de server; daarna kun je weer wijzigen.';

export interface UserWorkspaceOptions {
  readonly directory: string;
  readonly deviceKey: Buffer;
  readonly deviceId: string;
  readonly me: () => Me;
  /** With the session's token. */
  readonly client: ServerClient;
  /** Pokes with the session's token. */
  readonly openPokes: OpenPokeStream;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly failpoint: Failpoint;
  /** Of this user since the program started; it is kept when the workspace is opened anew. */
  readonly history: SyncHistory;
  readonly publish: (event: AppEvent) => void;
  readonly onMe: (me: Me) => void;
  readonly onAnswer: (serverTime: string, lease: Lease | null) => void;
  readonly leaseUntil: () => string;
  readonly onCacheDamaged: () => void;
}

/** Everything that belongs to one signed-in user: his files and the services on them. */
export interface UserWorkspace extends UserDomains {
  /** Online only. */
  readonly audit: AuditService;
  /** For administrators, online only. */
  readonly devices: DevicesService;
  readonly administration: AdministrationService;
  readonly crawlSources: CrawlSourcesService;
  readonly privacy: PrivacyService;
  /** For who may invite, online only. */
  readonly invitations: InvitationsService;
  readonly roles: RolesService;
  readonly microsoft: MicrosoftLink;
  /** What he manages about himself, online only. */
  readonly ownAccount: OwnAccountService;
  /** Own password and second factors, online only. */
  readonly security: SecurityService;
  readonly sync: UserSync;
  readonly overview: SyncOverviewService;
  readonly outbox: OutboxRepository;
  /** Repeatable. */
  close(): Promise<void>;
}

/**
 * Opens the user's files and starts nothing. A damaged cache is replaced by an empty one; a damaged outbox comes back from
 * its log.
 * Throws `LocalDatabaseError`; WRONG_KEY leaves every file as it is.
 */
export async function openUserWorkspace(options: UserWorkspaceOptions): Promise<UserWorkspace> {
  try {
    return await openAndCompose(options);
  } catch (error) {
    if (!isDatabaseFailure(error, 'CORRUPT') && !isDatabaseFailure(error, 'DISK_FULL')) throw error;
    // Damage that only reading finds: the cache was closed in doubt, so opening it again checks all of it, and rebuilds it.
    // Or a full disk: the reserve has been given up meanwhile.
    options.logger.error({ err: error }, 'the files could not be used and are opened again');
    return openAndCompose(options);
  }
}

async function openAndCompose(options: UserWorkspaceOptions): Promise<UserWorkspace> {
  const files = await openUserFiles(options);
  options.history.addRecovered(files.recovered);
  try {
    return composeWorkspace(options, files);
  } catch (error) {
    await files.close(isDatabaseFailure(error, 'CORRUPT') ? 'in doubt' : undefined);
    throw error;
  }
}

function composeWorkspace(options: UserWorkspaceOptions, files: UserFiles): UserWorkspace {
  const { clock, client } = options;
  const { outbox, cacheFile } = files;
  const cache = createCacheRepository(cacheFile);
  const candidates = createCandidatesRepository(cacheFile);
  const notes = createNotesRepository(cacheFile);
  const requests = createContactRequestsRepository(cacheFile);
  const searches = createSavedSearchesRepository(cacheFile);
  rememberIdentity(outbox, options);
  // What was acknowledged before a crash must not show as waiting, and what waits must show (sync §2.14).
  const show = (): void => showWaiting({ ...options, cache, outbox });
  show();
  // Before the first fill is complete nobody knows who is gone.
  if (cache.complete()) tendNoteDrafts({ ...options, local: outbox, candidates, notes });

  const sync = composeUserSync({ ...options, build: options.platform.appVersion, files, cache, notes });
  publishChanges(cache, sync, options);
  const mutateAll = (mutations: readonly NewMutation[]): void => {
    const offset_ms = sync.offsetMs();
    const stamped = mutations.map((mutation) => ({ ...mutation, offset_ms }));
    addToOutbox(outbox, stamped, () => sync.engine.recount());
    show();
    sync.engine.wake();
  };
  const mutate = (mutation: NewMutation): void => mutateAll([mutation]);
  const candidateFiles = createCandidateFiles({ client, candidates, cache });
  let closing: Promise<void> | null = null;
  return {
    sync,
    outbox,
    overview: createSyncOverviewService({
      outbox,
      candidates,
      notes,
      contactRequests: requests,
      savedSearches: searches,
      engine: sync.engine,
      history: options.history,
      clock,
      leaseUntil: options.leaseUntil,
      live: sync.live,
      size: () => folderSize(options.directory),
      mutate,
    }),
    ...composeOnline(options),
    ...composeUserDomains({
      ...options,
      cacheFile,
      cache,
      candidateFiles,
      candidates,
      notes,
      requests,
      searches,
      outbox,
      sync,
      requireRoom: () => {
        if (outbox.isFull()) throw outboxFull();
      },
      mutate,
      mutateAll,
    }),
    close: () => {
      candidateFiles.close();
      return (closing ??= sync.close().then(() => files.close()));
    },
  };
}

/** What exists at the server only. */
function composeOnline(
  options: UserWorkspaceOptions,
): Pick<
  UserWorkspace,
  | 'administration'
  | 'audit'
  | 'crawlSources'
  | 'devices'
  | 'invitations'
  | 'microsoft'
  | 'ownAccount'
  | 'privacy'
  | 'roles'
  | 'security'
> {
  const { client } = options;
  return {
    administration: createAdministrationService(client),
    audit: createAuditService(options),
    crawlSources: createCrawlSourcesService(client),
    devices: createDevicesService(client),
    invitations: createInvitationsService(client),
    roles: createRolesService(client),
    microsoft: createMicrosoftLink(client, createMicrosoftBrowser(options)),
    ownAccount: createOwnAccountService(client),
    privacy: createPrivacyService(options),
    security: createSecurityService(client),
  };
}

/** Durable when it returns. Throws `DesktopError` REFUSED `outbox_full`, `LocalDatabaseError`: nothing was saved. */
function addToOutbox(outbox: OutboxRepository, mutations: readonly Mutation[], onFull: () => void): void {
  try {
    outbox.addAll(mutations);
  } catch (error) {
    if (!(error instanceof OutboxFullError)) throw error;
    onFull();
    throw outboxFull(error);
  }
}

function outboxFull(cause?: unknown): DesktopError {
  return new DesktopError('REFUSED', OUTBOX_FULL, { reason: 'outbox_full', cause });
}

function rememberIdentity(outbox: OutboxRepository, { deviceId, me }: UserWorkspaceOptions): void {
  const known = outbox.identity();
  if (known?.deviceId === deviceId && known.userId === me().id) return;
  outbox.setIdentity({ deviceId, userId: me().id, epochOk: known?.epochOk ?? null });
}

function publishChanges(cache: CacheRepository, sync: UserSync, { publish, onMe, me }: UserWorkspaceOptions): void {
  cache.onChanged(({ collections }) => {
    publish({ type: 'rows-changed', collections: [...collections] });
    if (collections.includes(COLLECTIONS.noteConflict.number)) sync.engine.recount();
    if (!collections.includes(COLLECTIONS.me.number)) return;
    const row = MeSchema.safeParse(cache.readRow(COLLECTIONS.me.number, me().id));
    if (row.success) onMe(row.data);
  });
}
