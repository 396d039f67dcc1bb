import type { StaleProfilesRepository } from '#db/candidates/stale-profiles.repository.ts';
import type { CandidateCase } from '@hallowerk/contract/candidates/candidate.ts';
import { completeness } from '@hallowerk/contract/candidates/completeness.ts';
import {
  staleBefore,
  type ConfirmationRequest,
  type ConfirmationsAsked,
  type StaleMonths,
  type StaleProfile,
} from '@hallowerk/contract/candidates/confirmation.ts';
import type { ContactReport, ReportPeriod } from '@hallowerk/contract/candidates/follow-up.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { OfflineError } from '../server-client/server-errors.ts';

const REPORT_OFFLINE = 'Het overzicht per werkgever zie je alleen met verbinding met de server.';
const LIST_OFFLINE = 'Wanneer iemand is gevraagd, zie je alleen met verbinding met de server.';
/** The answer may be what got lost; who was asked already is not asked again. */
const ASK_OFFLINE =
  'Geen verbinding met de server. Het is niet zeker dat je vraag is aangekomen. Probeer het opnieuw zodra je verbinding hebt: niemand krijgt de e-mail twee keer.';

export interface ConfirmationsServiceOptions {
  readonly profiles: StaleProfilesRepository;
  readonly client: Pick<ServerClient, 'getContactReport' | 'listConfirmationRequests' | 'requestConfirmations'>;
  readonly clock: Clock;
}

/** Outdated profiles and asking for confirmation (BX-07), and what became of contact requests (BX-08), for staff. */
export interface ConfirmationsService {
  /** From this device; empty for who has no case files. Oldest first. */
  staleProfiles(input: {
    readonly months: StaleMonths;
    readonly offset: number;
    readonly limit: number;
  }): Promise<{ total: number; items: StaleProfile[] }>;
  /** Throws `DesktopError` OFFLINE, `ServerProblem` 403 for who may not. */
  confirmationRequests(): Promise<{ items: ConfirmationRequest[] }>;
  /** Throws as `confirmationRequests`, and `ServerProblem` 429. Who cannot be asked is in the answer. */
  requestConfirmations(input: { readonly ids: readonly string[] }): Promise<ConfirmationsAsked>;
  /** Throws as `confirmationRequests`, and `ServerProblem` 400 for a period that makes no sense. */
  contactReport(period: ReportPeriod): Promise<ContactReport>;
}

export function createConfirmationsService({
  profiles,
  client,
  clock,
}: ConfirmationsServiceOptions): ConfirmationsService {
  return {
    async staleProfiles({ months, offset, limit }) {
      const before = staleBefore(months, new Date(clock.now()));
      const { total, rows } = await profiles.page({ before, offset, limit });
      return { total, items: rows.map(toStaleProfile) };
    },
    confirmationRequests: () => online(client.listConfirmationRequests({}), LIST_OFFLINE),
    requestConfirmations: ({ ids }) => online(client.requestConfirmations({ body: { ids: [...ids] } }), ASK_OFFLINE),
    contactReport: (query) => online(client.getContactReport({ query }), REPORT_OFFLINE),
  };
}

function toStaleProfile(row: CandidateCase): StaleProfile {
  const { percentage, missing } = completeness(row);
  return {
    id: row.id,
    name: `${row.firstName} ${row.lastName}`.trim(),
    city: row.city,
    lastModifiedAt: row.lastModifiedAt,
    lastConfirmedAt: row.lastConfirmedAt,
    completeness: percentage,
    missing: [...missing],
    visibleToEmployers: row.visibleToEmployers,
    hasEmail: row.email.trim() !== '',
  };
}

async function online<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OfflineError) throw new DesktopError('OFFLINE', message, { cause: error });
    throw error;
  }
}
