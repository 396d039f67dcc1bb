import type { PersonsRepository } from '#db/vacancies/persons.repository.ts';
import type { VacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { addDays, amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import type { HomeOverview } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import type { Clock } from '../clock.ts';
import type { CrawledService } from './crawled.service.ts';
import type { ProposalsService } from './proposals.service.ts';
import { accountManagerOf } from './vacancies.service.ts';

/** Vacancies in each tab of Home. */
const LATEST = 5;
const MOST_UNANSWERED = 20;
const NEWEST_CRAWLED = { text: '', fields: [], levels: [], fractions: [], contractTypes: [], offset: 0, limit: LATEST };

export interface HomeServiceOptions {
  readonly vacancies: VacanciesRepository;
  readonly persons: PersonsRepository;
  readonly proposals: Pick<ProposalsService, 'unanswered'>;
  readonly crawled: Pick<CrawledService, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly me: () => Me;
}

/** What Home shows (HW-HOME): for everybody the newest vacancies, for account managers what waits for them. */
export interface HomeService {
  home(): HomeOverview;
}

export function createHomeService(options: HomeServiceOptions): HomeService {
  const { vacancies, persons, proposals, crawled, clock, me } = options;

  function serving(today: string): HomeOverview['serving'] {
    const active = vacancies.activeByOrganization();
    const unanswered = proposals.unanswered();
    return {
      employers: persons.employers().map(({ id, name, accountManagerId }) => ({
        id,
        name,
        vacancies: active.get(id) ?? 0,
        own: accountManagerId === me().id,
      })),
      closingThisWeek: vacancies.closingBetween(today, addDays(today, 6)),
      unanswered: unanswered.slice(0, MOST_UNANSWERED),
      unansweredTotal: unanswered.length,
    };
  }

  return {
    home() {
      const today = amsterdamDay(new Date(clock.now()));
      const isStaff = vacancyRights(me()).side === 'ACCOUNT_MANAGER';
      return {
        accountManager: isStaff ? null : accountManagerOf(persons.find(me().id)?.organizationId ?? null, persons),
        latestInternal: vacancies.latest('INTERNAL', LATEST, today),
        latestCrawled: crawled.list(NEWEST_CRAWLED).items,
        serving: isStaff ? serving(today) : null,
      };
    },
  };
}
