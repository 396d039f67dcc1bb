import { randomUUID } from 'node:crypto';
import type { CandidatesRepository } from '#db/candidates/candidates.repository.ts';
import type { LocalDatabase } from '#db/open-database.ts';
import { createPersonsRepository } from '#db/vacancies/persons.repository.ts';
import { createProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import { createVacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { Clock } from '#core/clock.ts';
import { createHomeService } from '#core/vacancies/home.service.ts';
import { createProposalsService } from '#core/vacancies/proposals.service.ts';
import { createVacanciesService } from '#core/vacancies/vacancies.service.ts';
import type { NewMutation } from '#core/new-mutation.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { Mutation } from '@hallowerk/contract/sync/push.ts';
import { vacancyFields } from '@hallowerk/contract/vacancies/vacancy.ts';
import { DEFAULT_VACANCY_QUERY, NO_VACANCY_FILTERS } from '@hallowerk/contract/vacancies/vacancy-list.ts';
import { vacancyRights, type VacancyCommand } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { vacancyFieldsFixture } from '../../server/testing/vacancy-fixture.ts';

/** The server of these trials crawls nothing. */
const NO_CRAWLED = { total: 0, items: [], fields: [] };

export interface PredictingVacanciesOptions {
  readonly database: LocalDatabase;
  readonly candidates: Pick<CandidatesRepository, 'get'>;
  readonly clock: Clock;
  readonly me: () => Me;
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

const EVERYTHING = { ...DEFAULT_VACANCY_QUERY, filters: NO_VACANCY_FILTERS, limit: 200 };

/** Vacancies and proposals of a predicting device: what its user does with them, and what he sees. */
export class PredictingVacancies {
  readonly #options: PredictingVacanciesOptions;
  readonly #persons;
  readonly #vacancies;
  readonly #service;
  readonly #proposals;
  readonly #home;

  constructor(options: PredictingVacanciesOptions) {
    const { database, me } = options;
    const persons = createPersonsRepository(database);
    const proposals = createProposalsRepository(database, me);
    const vacancies = createVacanciesRepository(database, { persons, proposals, me });
    const reference = { occupation: () => null, nameOf: () => '' };
    const common = { ...options, vacancies, proposals, persons };
    this.#options = options;
    this.#persons = persons;
    this.#vacancies = vacancies;
    this.#service = createVacanciesService({ ...common, reference });
    this.#proposals = createProposalsService(common);
    this.#home = createHomeService({ ...common, proposals: this.#proposals, crawled: { list: () => NO_CRAWLED } });
  }

  #list() {
    return this.#vacancies.list(EVERYTHING, '2026-01-01').items;
  }

  #detail(at: number) {
    const all = this.#list().toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const found = all[at % Math.max(1, all.length)];
    return found === undefined ? null : this.#service.get({ id: found.id });
  }

  #allProposals() {
    return this.#list().flatMap(({ id }) => this.#proposals.proposals({ vacancyId: id }));
  }

  create({ text, active, visible }: { text: string; active: boolean; visible: boolean }): void {
    const { id } = this.#options.me();
    const organizationId = this.#persons.find(id)?.organizationId ?? '';
    const fields = vacancyFieldsFixture({ title: text, contactPersonId: id });
    this.#service.create({ organizationId, fields, status: active ? 'ACTIVE' : 'DRAFT', visibleToCandidates: visible });
  }

  change({ pick, text, hours }: { pick: number; text: string; hours: number | null }): void {
    const detail = this.#detail(pick);
    if (detail?.mayEdit !== true) return;
    const { id, revisions } = detail.vacancy;
    const opened = { fields: vacancyFields(detail.vacancy), revisions };
    const changed = { title: text, ...(hours !== null && { hoursMin: hours }) };
    this.#service.save({ id, fields: { ...opened.fields, ...changed }, opened });
  }

  decide({ pick, command }: { pick: number; command: VacancyCommand }): void {
    const detail = this.#detail(pick);
    if (detail?.commands.includes(command) === true) this.#service.decide({ id: detail.vacancy.id, command });
  }

  /** The other device of the user writes on top of a version that is gone: a choice for the user. */
  staleEdit({ pick, text }: { pick: number; text: string }, now: Date): Mutation | null {
    const detail = this.#detail(pick);
    if (detail?.mayEdit !== true) return null;
    const args = {
      ...{ id: detail.vacancy.id, set: { title: `${text} elders` } },
      ...{ seen: { title: randomUUID() }, revision: randomUUID() },
    };
    const edit_ts = now.toISOString();
    return { uid: randomUUID(), kind: 'vacancy.save', ver: 1, edit_ts, offset_ms: 0, deps: [], args };
  }

  choose(keep: 'current' | 'other'): void {
    const [conflict] = this.#list().flatMap(({ id }) => this.#vacancies.conflicts(id));
    if (conflict !== undefined) this.#service.resolveConflict({ id: conflict.id, keep });
  }

  propose(pick: number, candidateId: string, motivation: string): void {
    const detail = this.#detail(pick);
    if (detail?.mayPropose !== true || !vacancyRights(this.#options.me()).propose) return;
    this.#proposals.propose({
      vacancyId: detail.vacancy.id,
      motivation,
      candidates: [{ candidateId, explanation: [] }],
    });
  }

  answer({ pick, next }: { pick: number; next: number }): void {
    const all = this.#allProposals();
    const proposal = all[pick % Math.max(1, all.length)];
    const to = proposal?.answers[next % Math.max(1, proposal.answers.length)];
    if (proposal === undefined || to === undefined) return;
    // A closed one is opened again only while no other is open: the server would refuse it.
    const isOther = all.some((one) => one.id !== proposal.id && one.vacancyId === proposal.vacancyId);
    if (to === 'PROPOSED' && isOther) return;
    this.#proposals.answer({ id: proposal.id, to });
  }

  rows(): readonly { readonly pending: boolean }[] {
    return [...this.#list(), ...this.#allProposals()];
  }

  view(): object {
    return {
      vacancies: this.#list().map(({ id, ...line }) => {
        const { pending: _, ...detail } = this.#service.get({ id });
        return { ...line, pending: null, ...detail };
      }),
      proposals: this.#allProposals().map((proposal) => ({ ...proposal, pending: null })),
      home: JSON.parse(JSON.stringify(this.#home.home()).replaceAll('"pending":true', '"pending":false')) as unknown,
    };
  }
}
