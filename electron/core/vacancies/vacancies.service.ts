import { randomUUID } from 'node:crypto';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import type { KnownOrganization, PersonsRepository } from '#db/vacancies/persons.repository.ts';
import { NO_PROPOSALS, type ProposalsRepository } from '#db/vacancies/proposals.repository.ts';
import type { VacanciesRepository, VacancyLine } from '#db/vacancies/vacancies.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import type { MutationArgs, MutationKind } from '@hallowerk/contract/sync/mutations.ts';
import { queryFromVacancy, type NamedGroup } from '@hallowerk/contract/vacancies/vacancy-search.ts';
import {
  applyVacancyCommand,
  mayEditVacancy,
  mayPublishVacancy,
  possibleCommands,
  vacancyFaults,
  vacancyRights,
  type VacancyCommand,
  type VacancyFault,
  type VacancyUser,
} from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import type { VacancyListQuery } from '@hallowerk/contract/vacancies/vacancy-list.ts';
import type { VacancyDetail, VacancyPeople } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import {
  changedGroups,
  fieldsOfGroups,
  groupsOf,
  vacancyFields,
  type Person,
  type Vacancy,
  type VacancyFields,
  type VacancyRevisions,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Clock } from '../clock.ts';
import { DesktopError, InvalidInputError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';

export interface VacanciesServiceOptions {
  readonly vacancies: VacanciesRepository;
  readonly proposals: ProposalsRepository;
  readonly persons: PersonsRepository;
  readonly reference: Pick<ReferenceRepository, 'occupation' | 'nameOf'>;
  readonly clock: Clock;
  readonly me: () => Me;
  /** Keeps the mutations durably, all or none, shows them at once and has them sent. */
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

/** Vacancies (HW-VAC, HW-VMG, HW-VAD, HW-VED). Every change is saved on this device when the call returns, and sent later. */
export interface VacanciesService {
  list(query: VacancyListQuery): { total: number; items: VacancyLine[] };
  /** Throws `DesktopError` NOT_FOUND. */
  get(input: { id: string }): VacancyDetail;
  people(): VacancyPeople;
  /** Throws `InvalidInputError` with every fault, `DesktopError` REFUSED `not-allowed`. */
  create(input: {
    organizationId: string;
    fields: VacancyFields;
    status: 'DRAFT' | 'ACTIVE';
    visibleToCandidates: boolean;
  }): { id: string };
  /** As `create`; NOT_FOUND without the vacancy. */
  save(input: { id: string; fields: VacancyFields; opened: { fields: VacancyFields; revisions: VacancyRevisions } }): {
    groups: number;
  };
  /** REFUSED `transition` in another state, `not-allowed`; `InvalidInputError` when it cannot be active yet. */
  decide(input: { id: string; command: VacancyCommand; visibleToCandidates?: boolean | undefined }): void;
  copy(input: { id: string }): { organizationId: string | null; fields: VacancyFields };
  resolveConflict(input: { id: string; keep: 'current' | 'other' }): void;
  searchFor(input: { vacancyId: string }): CandidateQuery;
}

export function createVacanciesService(options: VacanciesServiceOptions): VacanciesService {
  const { vacancies, proposals, persons, reference, clock, me } = options;
  const user = (): VacancyUser => vacancyUserOf(me(), persons);
  const today = (): string => amsterdamDay(new Date(clock.now()));

  function send<K extends MutationKind>(kind: K, args: MutationArgs<K>, id: string): void {
    const mutation = newMutation(clock, kind, args, creationOf(id));
    options.mutateAll([mutation]);
  }

  /** A change of a vacancy that the server may not have yet must not overtake its creation. */
  function creationOf(id: string): readonly string[] {
    const waiting = vacancies.waitingCreate(id);
    return waiting === null ? [] : [waiting];
  }

  function require(id: string): { vacancy: Vacancy; pending: boolean; accountManager: Person | null } {
    const found = vacancies.find(id);
    if (found === null) throw new DesktopError('NOT_FOUND', 'Deze vacature is er niet (meer).');
    return { ...found, accountManager: accountManagerOf(found.vacancy.organizationId, persons) };
  }

  function requireEditable(id: string) {
    const found = require(id);
    const { vacancy } = found;
    const owned = { ...vacancy, accountManagerId: accountManagerIdOf(vacancy.organizationId, persons) };
    if (!mayEditVacancy(user(), owned)) throw notAllowed('Je mag deze vacature niet wijzigen.');
    return { ...found, owned };
  }

  function groupOf({ occupationId }: VacancyFields): NamedGroup | null {
    const code = occupationId === null ? null : (reference.occupation(occupationId)?.groupCode ?? null);
    return code === null ? null : { code, name: reference.nameOf('OCCUPATION_GROUP', code) };
  }

  return {
    list: (query) => vacancies.list(query, today()),
    get({ id }) {
      const { vacancy, pending, accountManager } = require(id);
      const owned = { ...vacancy, accountManagerId: accountManagerIdOf(vacancy.organizationId, persons) };
      const mayEdit = mayEditVacancy(user(), owned);
      const mayPublish = mayPublishVacancy(user(), owned);
      const { proposed, unanswered } = proposals.counts().get(id) ?? NO_PROPOSALS;
      const isShowing = (command: VacancyCommand): boolean => command === 'PUBLISH' || command === 'UNPUBLISH';
      return {
        vacancy,
        contactPerson: vacancy.contactPersonId === null ? null : persons.find(vacancy.contactPersonId),
        accountManager,
        occupationGroup: groupOf(vacancy),
        proposals: proposed,
        unanswered,
        mayEdit,
        mayPublish,
        mayPropose: vacancyRights(me()).propose && vacancy.source === 'INTERNAL' && vacancy.status === 'ACTIVE',
        commands: possibleCommands(vacancy).filter((command) => (isShowing(command) ? mayPublish : mayEdit)),
        conflicts: vacancies.conflicts(id),
        pending,
      };
    },
    people: () => peopleFor(me(), persons),
    create({ organizationId, fields, status, visibleToCandidates }) {
      const rights = vacancyRights(me());
      if (!rights.create) throw notAllowed('Je mag geen vacatures toevoegen. Neem contact op met je accountmanager.');
      if (visibleToCandidates && !rights.publish) throw notAllowed('Je mag vacatures niet zichtbaar maken.');
      if (status === 'ACTIVE') requireNoFaults(vacancyFaults(fields, today()));
      const id = randomUUID();
      const args = { id, organization: organizationId, fields, status, visibleToCandidates, revision: randomUUID() };
      send('vacancy.create', args, id);
      return { id };
    },
    save({ id, fields, opened }) {
      const { vacancy } = requireEditable(id);
      const groups = changedGroups(opened.fields, fields);
      if (groups.length === 0) return { groups: 0 };
      if (vacancy.status === 'ACTIVE') requireNoFaults(vacancyFaults(fields, today(), groups));
      const seen = Object.fromEntries(groups.map((group) => [group, opened.revisions[group]]));
      send('vacancy.save', { id, set: fieldsOfGroups(fields, groups), seen, revision: randomUUID() }, id);
      return { groups: groups.length };
    },
    decide({ id, command, visibleToCandidates }) {
      const { vacancy, owned } = requireEditable(id);
      const commands: readonly VacancyCommand[] =
        command === 'ACTIVATE' && visibleToCandidates !== undefined
          ? [command, visibleToCandidates ? 'PUBLISH' : 'UNPUBLISH']
          : [command];
      let standing = { status: vacancy.status, visibleToCandidates: vacancy.visibleToCandidates };
      const wanted: VacancyCommand[] = [];
      for (const one of commands) {
        const next = applyVacancyCommand(standing, one);
        if (next === 'transition') {
          throw new DesktopError('REFUSED', 'Dit kan niet met een vacature in deze status.', { reason: 'transition' });
        }
        if (next === 'noop') continue;
        if (next.visibleToCandidates !== standing.visibleToCandidates && one !== 'ARCHIVE') requirePublisher(owned);
        if (next.status === 'ACTIVE' && standing.status !== 'ACTIVE') requireNoFaults(vacancyFaults(vacancy, today()));
        wanted.push(one);
        standing = next;
      }
      let before = creationOf(id);
      const mutations = wanted.map((one) => {
        const mutation = newMutation(clock, 'vacancy.decide', { id, command: one }, before);
        before = [...before, mutation.uid];
        return mutation;
      });
      if (mutations.length > 0) options.mutateAll(mutations);
    },
    copy({ id }) {
      const { vacancy } = require(id);
      const fields = vacancyFields(vacancy);
      const title = `${fields.title} (kopie)`.slice(0, 120);
      const dates = { startDate: null, endDate: null, closingDate: null };
      return { organizationId: vacancy.organizationId, fields: { ...fields, ...dates, title } };
    },
    resolveConflict({ id, keep }) {
      const conflict = vacancies.findConflict(id);
      if (conflict === null) return;
      const { vacancyId, other } = conflict;
      if (keep === 'current' || vacancies.find(vacancyId) === null) {
        options.mutateAll([newMutation(clock, 'vacancy.resolve', { conflict: id })]);
        return;
      }
      const { vacancy } = requireEditable(vacancyId);
      const fields: VacancyFields = { ...vacancyFields(vacancy), ...(other as Partial<VacancyFields>) };
      if (vacancy.status === 'ACTIVE') requireNoFaults(vacancyFaults(fields, today(), groupsOf(other)));
      const seen = Object.fromEntries(groupsOf(other).map((group) => [group, vacancy.revisions[group]]));
      const args = { id: vacancyId, set: fieldsOfGroups(fields, groupsOf(other)), seen, revision: randomUUID() };
      const saved = newMutation(clock, 'vacancy.save', args, creationOf(vacancyId));
      options.mutateAll([saved, newMutation(clock, 'vacancy.resolve', { conflict: id }, [saved.uid])]);
    },
    searchFor({ vacancyId }) {
      const { vacancy } = require(vacancyId);
      return queryFromVacancy(vacancy, groupOf(vacancy));
    },
  };

  function requirePublisher(owned: Parameters<typeof mayPublishVacancy>[1]): void {
    if (!mayPublishVacancy(user(), owned)) throw notAllowed('Je mag deze vacature niet zichtbaar maken of verbergen.');
  }
}

/** Who looks, with the organisation that his own line names. */
export function vacancyUserOf({ id, role, rights }: Me, persons: Pick<PersonsRepository, 'find'>): VacancyUser {
  return { id, role, rights, organizationId: persons.find(id)?.organizationId ?? null };
}

function accountManagerIdOf(organizationId: string | null, persons: PersonsRepository): string | null {
  return organizationId === null ? null : (persons.organization(organizationId)?.accountManagerId ?? null);
}

export function accountManagerOf(organizationId: string | null, persons: PersonsRepository): Person | null {
  const id = accountManagerIdOf(organizationId, persons);
  return id === null ? null : persons.find(id);
}

function peopleFor(me: Me, persons: PersonsRepository): VacancyPeople {
  const rights = vacancyRights(me);
  const ownOrganizationId = persons.find(me.id)?.organizationId ?? null;
  const isOwn = ({ id }: KnownOrganization): boolean => id === ownOrganizationId;
  const employers = rights.side === 'EMPLOYER' ? persons.employers().filter(isOwn) : persons.employers();
  return { ownOrganizationId, employers: [...employers], persons: [...persons.all()], rights };
}

function requireNoFaults(faults: readonly VacancyFault[]): void {
  if (faults.length > 0) throw new InvalidInputError(faults.map(({ path, message }) => ({ path, message })));
}

function notAllowed(message: string): DesktopError {
  return new DesktopError('REFUSED', message, { reason: 'not-allowed' });
}
