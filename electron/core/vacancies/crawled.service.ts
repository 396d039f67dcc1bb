import type { CrawledRepository } from '#db/vacancies/crawled.repository.ts';
import type { VacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import { abilitiesOf } from '@hallowerk/contract/accounts/abilities.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import type { CrawledDetail, CrawledListQuery, CrawledRow } from '@hallowerk/contract/vacancies/crawled.desktop.ts';
import type { CrawledVacancy } from '@hallowerk/contract/vacancies/crawled-vacancy.ts';
import { htmlToText } from '@hallowerk/contract/vacancies/plain-text.ts';
import { queryFromVacancy } from '@hallowerk/contract/vacancies/vacancy-search.ts';
import { vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { BLANK_VACANCY, type VacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import { clip } from '@hallowerk/contract/vacancies/vum-parts.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';

const LONGEST_DESCRIPTION = 4000;

export interface CrawledServiceOptions {
  readonly crawled: CrawledRepository;
  readonly vacancies: Pick<VacanciesRepository, 'find'>;
  readonly reference: Pick<ReferenceRepository, 'occupation' | 'referenceItems' | 'nameOf'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly me: () => Me;
}

/** Vacancies from the internet (HW-VIN), from the cache. Who may not see them has none. */
export interface CrawledService {
  list(query: CrawledListQuery): { total: number; items: CrawledRow[]; fields: { code: string; name: string }[] };
  /** Throws `DesktopError` NOT_FOUND. */
  get(input: { id: string }): CrawledDetail;
  searchFor(input: { id: string }): CandidateQuery;
  /** Throws `DesktopError` NOT_FOUND, REFUSED `not-allowed`. */
  adopt(input: { id: string }): { organizationId: string; fields: VacancyFields };
}

export function createCrawledService(options: CrawledServiceOptions): CrawledService {
  const { crawled, vacancies, reference, clock, me } = options;
  const maySee = (): boolean => abilitiesOf(me()).can('view', 'CrawledVacancy');

  function require(id: string): CrawledVacancy {
    const found = maySee() ? crawled.find(id) : null;
    if (found === null) throw new DesktopError('NOT_FOUND', 'Deze vacature is er niet (meer).');
    return found;
  }

  function mayAdopt({ linkedVacancyId }: CrawledVacancy): boolean {
    const { create, side } = vacancyRights(me());
    const isHere = linkedVacancyId !== null && vacancies.find(linkedVacancyId) !== null;
    return create && side === 'ACCOUNT_MANAGER' && !isHere;
  }

  return {
    list: (query) => {
      const found = maySee() ? crawled.list(query) : { total: 0, items: [] };
      const fields = reference.referenceItems('OCCUPATION_FIELD').map(({ code, name }) => ({ code, name }));
      return { ...found, fields: fields.toSorted((a, b) => a.name.localeCompare(b.name, 'nl')) };
    },
    get({ id }) {
      const vacancy = require(id);
      const field = crawled.fieldOf(vacancy.occupationId);
      const name = field === null ? null : reference.nameOf('OCCUPATION_FIELD', field);
      return { vacancy, field: name, mayAdopt: mayAdopt(vacancy) };
    },
    searchFor({ id }) {
      const vacancy = require(id);
      const group = vacancy.occupationId === null ? null : reference.occupation(vacancy.occupationId)?.groupCode;
      const named = group ? { code: group, name: reference.nameOf('OCCUPATION_GROUP', group) } : null;
      return queryFromVacancy(vacancy, named);
    },
    adopt({ id }) {
      const vacancy = require(id);
      if (!mayAdopt(vacancy)) {
        const text = 'Van deze vacature is al een HalloWerk-vacature gemaakt, of je mag geen vacatures toevoegen.';
        throw new DesktopError('REFUSED', text, { reason: 'not-allowed' });
      }
      const today = amsterdamDay(new Date(clock.now()));
      return { organizationId: vacancy.organizationId, fields: adoptedFields(vacancy, today) };
    },
  };
}

/** What a new vacancy takes over. A closing date in the past is left out: somebody has to choose one. */
function adoptedFields(vacancy: CrawledVacancy, today: string): VacancyFields {
  const { title, placeId, city, postcode, occupationId, occupationName, workingLevel, salaryText } = vacancy;
  const { hoursMin, hoursMax, contractTypes, agreementTypes, closingDate } = vacancy;
  return {
    ...BLANK_VACANCY,
    ...{ title, placeId, city, postcode, occupationId, occupationName, workingLevel, salaryText },
    ...{ hoursMin, hoursMax, contractTypes, agreementTypes },
    description: clip(htmlToText(vacancy.descriptionHtml).trim(), LONGEST_DESCRIPTION),
    closingDate: closingDate !== null && closingDate >= today ? closingDate : null,
  };
}
