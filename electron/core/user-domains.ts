import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { ContactRequestsRepository } from '#db/candidates/contact-requests.repository.ts';
import { createFavouritesRepository } from '#db/candidates/favourites.repository.ts';
import { createJudgementsRepository } from '#db/candidates/judgements.repository.ts';
import type { NotesRepository } from '#db/candidates/notes.repository.ts';
import type { SavedSearchesRepository } from '#db/candidates/saved-searches.repository.ts';
import { createStaleProfilesRepository } from '#db/candidates/stale-profiles.repository.ts';
import type { LocalDatabase } from '#db/open-database.ts';
import { createReferenceRepository, type ReferenceRepository } from '#db/reference/reference.repository.ts';
import { createCandidateSearch } from '#db/search/candidate-search.ts';
import { createSettingsRepository } from '#db/settings/settings.repository.ts';
import { createCrawledRepository } from '#db/vacancies/crawled.repository.ts';
import { createPersonsRepository } from '#db/vacancies/persons.repository.ts';
import { createProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import { createVacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { CacheRepository } from '#db/sync/cache.repository.ts';
import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { createCandidateDocuments } from './candidates/candidate-documents.ts';
import type { CandidateFiles } from './candidates/candidate-files.ts';
import { createCandidateOutputService, type CandidateOutputService } from './candidates/candidate-output.service.ts';
import { createCandidatesService, type CandidatesService } from './candidates/candidates.service.ts';
import { createConfirmationsService, type ConfirmationsService } from './candidates/confirmations.service.ts';
import { createContactRequestsService, type ContactRequestsService } from './candidates/contact-requests.service.ts';
import { createNotesService, type NotesService } from './candidates/notes.service.ts';
import { createPhysicalCapacityReader } from './candidates/physical-capacity.ts';
import { createSavedSearchesService, type SavedSearchesService } from './candidates/saved-searches.service.ts';
import type { Clock } from './clock.ts';
import type { NewMutation } from './new-mutation.ts';
import type { Platform } from './platform.ts';
import type { ServerClient } from './server-client/server-client.ts';
import { createSettingsService, type SettingsService } from './settings/settings.service.ts';
import type { UserSync } from './user-sync.ts';
import { createFitService, type FitService } from './vacancies/fit.service.ts';
import { createAboutService, type AboutService } from './about/about.service.ts';
import { createCrawledService, type CrawledService } from './vacancies/crawled.service.ts';
import { createInterchangeService, type InterchangeService } from './vacancies/interchange.service.ts';
import { createHomeService, type HomeService } from './vacancies/home.service.ts';
import { createProposalsService, type ProposalsService } from './vacancies/proposals.service.ts';
import { createVacanciesService, type VacanciesService } from './vacancies/vacancies.service.ts';
import { createVacancyOutputService, type VacancyOutputService } from './vacancies/vacancy-output.service.ts';
import { createVacancyDrafts, type VacancyDraftsService } from './vacancies/vacancy-drafts.ts';

/** What the domains of one user are made of. */
export interface DomainParts {
  readonly client: ServerClient;
  readonly platform: Platform;
  readonly clock: Clock;
  readonly me: () => Me;
  readonly cacheFile: LocalDatabase;
  readonly cache: CacheRepository;
  readonly candidateFiles: CandidateFiles;
  readonly candidates: CandidatesRepository;
  readonly notes: NotesRepository;
  readonly requests: ContactRequestsRepository;
  readonly searches: SavedSearchesRepository;
  readonly outbox: OutboxRepository;
  readonly sync: UserSync;
  /** Throws `DesktopError` REFUSED `outbox_full`. */
  readonly requireRoom: () => void;
  readonly mutate: (mutation: NewMutation) => void;
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

export interface UserDomains {
  readonly candidates: CandidatesService;
  /** Printing and exporting. */
  readonly candidateOutput: CandidateOutputService;
  readonly contactRequests: ContactRequestsService;
  /** For matching staff: outdated profiles, and what became of contact requests. */
  readonly confirmations: ConfirmationsService;
  readonly notes: NotesService;
  readonly savedSearches: SavedSearchesService;
  readonly settings: SettingsService;
  readonly vacancies: VacanciesService;
  readonly proposals: ProposalsService;
  readonly vacancyDrafts: VacancyDraftsService;
  /** Printing and exporting. */
  readonly vacancyOutput: VacancyOutputService;
  readonly home: HomeService;
  /** Vacancies from the internet. */
  readonly crawled: CrawledService;
  readonly interchange: InterchangeService;
  readonly about: AboutService;
  readonly fit: FitService;
}

/** The domains of one user; none of them knows another. */
export function composeUserDomains(parts: DomainParts): UserDomains {
  const { candidates, notes, requests, searches, client, clock, me, sync, mutate } = parts;
  const judgements = createJudgementsRepository(parts.cacheFile);
  const reference = createReferenceRepository(parts.cacheFile);
  const favourites = createFavouritesRepository(parts.cacheFile);
  const capacity = createPhysicalCapacityReader(client, clock);
  const search = createCandidateSearch(parts.cacheFile, { candidates, favourites, reference });
  const candidatesService = createCandidatesService({
    ...parts,
    search,
    favourites,
    savedSearches: searches,
    judgements,
    reference,
    capacity,
    documents: createCandidateDocuments(parts.cache),
    files: parts.candidateFiles,
    isOffline: () => sync.engine.state().phase === 'offline',
  });
  return {
    candidates: candidatesService,
    candidateOutput: createCandidateOutputService({ ...parts, detail: (id) => candidatesService.get({ id }) }),
    confirmations: createConfirmationsService({
      profiles: createStaleProfilesRepository(parts.cacheFile),
      client,
      clock,
    }),
    contactRequests: createContactRequestsService({
      requests,
      candidates,
      client,
      clock,
      me,
      pull: () => sync.engine.poked(),
      mutate,
    }),
    notes: createNotesService({ notes, candidates, clock, me, mutate }),
    savedSearches: createSavedSearchesService({
      searches,
      judgements,
      candidates,
      search,
      capacity,
      filterConfig: () => candidatesService.filterConfig(),
      clock,
      offsetMs: () => sync.offsetMs(),
      me,
      mutate,
    }),
    settings: createSettingsService({
      settings: createSettingsRepository(parts.cacheFile),
      local: parts.outbox,
      clock,
      mutate,
    }),
    about: createAboutService(client, parts.outbox),
    ...composeVacancies(parts, reference),
  };
}

function composeVacancies(
  parts: DomainParts,
  reference: ReferenceRepository,
): Pick<
  UserDomains,
  'vacancies' | 'proposals' | 'vacancyDrafts' | 'vacancyOutput' | 'home' | 'crawled' | 'interchange' | 'fit'
> {
  const { cacheFile, candidates, clock, me, mutateAll, platform } = parts;
  const persons = createPersonsRepository(cacheFile);
  const proposals = createProposalsRepository(cacheFile, me);
  const vacancies = createVacanciesRepository(cacheFile, { persons, proposals, me });
  const common = { vacancies, proposals, persons, clock, me, mutateAll };
  const proposalsService = createProposalsService({ ...common, candidates });
  const vacanciesService = createVacanciesService({ ...common, reference });
  const crawled = createCrawledService({
    ...common,
    crawled: createCrawledRepository(cacheFile, reference),
    reference,
  });
  return {
    vacancies: vacanciesService,
    proposals: proposalsService,
    vacancyDrafts: createVacancyDrafts(parts.outbox, clock),
    vacancyOutput: createVacancyOutputService({
      vacancies,
      detail: (id) => vacanciesService.get({ id }),
      platform,
      clock,
    }),
    fit: createFitService({ vacancies, proposals, candidates, reference, clock }),
    crawled,
    interchange: createInterchangeService({ ...common, reference, platform }),
    home: createHomeService({ vacancies, persons, proposals: proposalsService, crawled, clock, me }),
  };
}
