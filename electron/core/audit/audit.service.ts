import type { AuditFilter, AuditOverview, AuditPage } from '@hallowerk/contract/audit/audit.ts';
import type { SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import { saveError } from '../save-errors.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import type { Platform } from '../platform.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';
import { auditCsv } from './audit-csv.ts';

const OFFLINE = 'Dit zie je alleen met verbinding met de server.';
/** Ten thousand lines on a slow connection. */
const EXPORT_TIMEOUT_MS = 60_000;

export interface AuditOptions {
  readonly client: Pick<
    ServerClient,
    'listAuditEvents' | 'listOwnAuditEvents' | 'getAuditOverview' | 'exportAuditEvents'
  >;
  readonly platform: Pick<Platform, 'canSavePdf' | 'saveFile'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * The audit trail: asked of the server each time, kept nowhere. Each call throws `DesktopError` OFFLINE without a
 * connection, and `ServerProblem` 403 for who may not see it.
 */
export interface AuditService {
  events(query: AuditFilter & { readonly before?: number | undefined }): Promise<AuditPage>;
  ownEvents(query: { readonly before?: number | undefined }): Promise<AuditPage>;
  overview(): Promise<AuditOverview>;
  /** Throws `DesktopError` REFUSED when the file cannot be written; the export is recorded then already. */
  exportEvents(
    filter: AuditFilter,
    signal?: AbortSignal,
  ): Promise<{ file: SavedFile; lines: number; complete: boolean }>;
}

export function createAuditService({ client, platform, clock }: AuditOptions): AuditService {
  async function save(csv: string, signal: AbortSignal | undefined): Promise<SavedFile> {
    const day = new Date(clock.now()).toLocaleDateString('nl-NL', {
      ...{ timeZone: 'Europe/Amsterdam', day: '2-digit', month: '2-digit', year: 'numeric' },
    });
    const fileName = `Auditlogboek ${day}.csv`;
    const bytes = new Uint8Array(Buffer.from(csv));
    if (!platform.canSavePdf) {
      return { outcome: 'download', fileName, file: new File([bytes], fileName, { type: 'text/csv;charset=utf-8' }) };
    }
    try {
      const saved = await platform.saveFile({ suggestedName: fileName, format: 'CSV', bytes }, signal);
      return saved.saved ? { outcome: 'saved', fileName: saved.fileName } : { outcome: 'cancelled' };
    } catch (error) {
      if (signal?.aborted === true) return { outcome: 'cancelled' };
      throw saveError(error);
    }
  }

  return {
    events: (query) => online(client.listAuditEvents({ query })),
    ownEvents: (query) => online(client.listOwnAuditEvents({ query })),
    overview: () => online(client.getAuditOverview({})),
    async exportEvents(filter, signal) {
      const options = { timeoutMs: EXPORT_TIMEOUT_MS, ...(signal && { signal }) };
      const { items, complete } = await online(client.exportAuditEvents({ body: filter }, options));
      return { file: await save(auditCsv(items), signal), lines: items.length, complete };
    },
  };
}

async function online<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', OFFLINE, { cause: error });
    throw error;
  }
}
