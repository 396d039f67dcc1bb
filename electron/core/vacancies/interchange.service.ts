import { randomUUID } from 'node:crypto';
import type { PersonsRepository } from '#db/vacancies/persons.repository.ts';
import type { VacanciesRepository } from '#db/vacancies/vacancies.repository.ts';
import type { ReferenceRepository } from '#db/reference/reference.repository.ts';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import { amsterdamDay } from '@hallowerk/contract/candidates/working-days.ts';
import { foldText } from '@hallowerk/contract/common/fold-text.ts';
import type { ImportRow } from '@hallowerk/contract/vacancies/interchange.desktop.ts';
import {
  readInterchange,
  writeInterchange,
  type InterchangeFormat,
  type ReadVacancy,
} from '@hallowerk/contract/vacancies/interchange.ts';
import { mayEditVacancy, vacancyFaults, vacancyRights } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import {
  changedGroups,
  fieldsOfGroups,
  type Vacancy,
  type VacancyFields,
} from '@hallowerk/contract/vacancies/vacancy.ts';
import type { Clock } from '../clock.ts';
import { DesktopError } from '../desktop-error.ts';
import { newMutation, type NewMutation } from '../new-mutation.ts';
import type { Platform } from '../platform.ts';
import { keepTable } from '../saved-file.ts';
import { vacancyUserOf } from './vacancies.service.ts';

const FORMAT_NAMES: Readonly<Record<InterchangeFormat, string>> = { JSON_LD: 'JSON-LD', VUM: 'VUM' };

export interface InterchangeServiceOptions {
  readonly vacancies: Pick<VacanciesRepository, 'find' | 'waitingCreate'>;
  readonly persons: Pick<PersonsRepository, 'find' | 'organization' | 'employers'>;
  readonly reference: Pick<ReferenceRepository, 'occupation' | 'occupations' | 'place' | 'places'>;
  readonly platform: Pick<Platform, 'canSavePdf' | 'saveFile'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly me: () => Me;
  readonly mutateAll: (mutations: readonly NewMutation[]) => void;
}

interface ImportInput {
  readonly organizationId: string;
  readonly text: string;
}

/** Vacancies from and to files that others read. Works offline: what an import makes is sent later. */
export interface InterchangeService {
  /** Throws `DesktopError` NOT_FOUND, REFUSED when the disk refuses. */
  exportFile(input: { ids: readonly string[]; format: InterchangeFormat }, signal?: AbortSignal): Promise<SavedFile>;
  /** Changes nothing. Throws `DesktopError` REFUSED `unreadable`, `not-allowed`. */
  rehearse(input: ImportInput): { format: InterchangeFormat; rows: ImportRow[] };
  /** All or nothing; throws as `rehearse`. */
  run(input: ImportInput): { added: number; changed: number };
}

/** What becomes of one vacancy of a file. */
interface Planned {
  readonly row: ImportRow;
  readonly fields: VacancyFields;
  /** That it changes; null for a new one. */
  readonly existing: Vacancy | null;
}

export function createInterchangeService(options: InterchangeServiceOptions): InterchangeService {
  const { vacancies, persons, reference, clock, me } = options;
  const today = (): string => amsterdamDay(new Date(clock.now()));

  function editable(reference: string): Vacancy | null {
    const vacancy = vacancies.find(reference)?.vacancy ?? null;
    if (vacancy === null) return null;
    const { organizationId } = vacancy;
    const accountManagerId = organizationId === null ? null : persons.organization(organizationId)?.accountManagerId;
    const owned = { ...vacancy, accountManagerId: accountManagerId ?? null };
    return mayEditVacancy(vacancyUserOf(me(), persons), owned) ? vacancy : null;
  }

  /** Ids from elsewhere mean nothing here: places and occupations are found again by their names. */
  function atHome(fields: VacancyFields): VacancyFields {
    const { placeId, city, occupationId, occupationName, contactPersonId } = fields;
    const known = placeId !== null && reference.place(placeId) !== null;
    const isKnownWork = occupationId !== null && reference.occupation(occupationId) !== null;
    return {
      ...fields,
      placeId: known ? placeId : (named(placesOf(reference), city)?.id ?? null),
      occupationId: isKnownWork ? occupationId : (named(reference.occupations(), occupationName)?.id ?? null),
      contactPersonId: contactPersonId !== null && persons.find(contactPersonId) !== null ? contactPersonId : null,
    };
  }

  function plan(read: ReadVacancy, at: number): Planned {
    const fields = atHome(read.fields);
    const existing = read.broken ? null : editable(read.reference);
    const base = { row: at + 1, title: read.fields.title, groups: [], faults: [...read.faults] };
    if (read.broken) return { row: { ...base, outcome: 'FAULT' }, fields, existing };
    if (existing === null) return { row: { ...base, outcome: 'ADD' }, fields, existing };
    const groups = [...changedGroups(existing, fields)];
    const row = { ...base, groups };
    if (groups.length === 0) return { row: { ...row, outcome: 'SAME' }, fields, existing };
    const wrong = existing.status === 'ACTIVE' ? vacancyFaults(fields, today(), groups) : [];
    if (wrong.length === 0) return { row: { ...row, outcome: 'CHANGE' }, fields, existing };
    return { row: { ...row, outcome: 'FAULT', faults: wrong.map(({ message }) => `${message}.`) }, fields, existing };
  }

  function planAll({ organizationId, text }: ImportInput): { format: InterchangeFormat; planned: readonly Planned[] } {
    requireImporter(organizationId);
    const read = readInterchange(text);
    if ('fault' in read) throw new DesktopError('REFUSED', read.fault, { reason: 'unreadable' });
    const seen = new Set<string>();
    const planned = read.vacancies.map((one, at): Planned => {
      const found = plan(one, at);
      if (found.existing === null || !seen.has(found.existing.id)) {
        if (found.existing !== null) seen.add(found.existing.id);
        return found;
      }
      const faults = ['Deze vacature staat twee keer in het bestand.'];
      return { ...found, row: { ...found.row, outcome: 'FAULT', faults } };
    });
    return { format: read.format, planned };
  }

  function requireImporter(organizationId: string): void {
    const { create, side } = vacancyRights(me());
    const own = persons.find(me().id)?.organizationId ?? null;
    const isEmployer = persons.employers().some(({ id }) => id === organizationId);
    if (create && (side === 'ACCOUNT_MANAGER' ? isEmployer : organizationId === own)) return;
    throw new DesktopError('REFUSED', 'Je mag voor deze werkgever geen vacatures toevoegen.', {
      reason: 'not-allowed',
    });
  }

  function toMutation({ row, fields, existing }: Planned, organization: string): NewMutation {
    if (existing === null) {
      const args = { id: randomUUID(), organization, fields, revision: randomUUID() };
      return newMutation(clock, 'vacancy.create', { ...args, status: 'DRAFT', visibleToCandidates: false });
    }
    const { id, revisions } = existing;
    const seen = Object.fromEntries(row.groups.map((group) => [group, revisions[group]]));
    const args = { id, set: fieldsOfGroups(fields, row.groups), seen, revision: randomUUID() };
    const made = vacancies.waitingCreate(id);
    return newMutation(clock, 'vacancy.save', args, made === null ? [] : [made]);
  }

  return {
    exportFile({ ids, format }, signal) {
      const found = [...new Set(ids)].flatMap((id) => vacancies.find(id)?.vacancy ?? []);
      const [first] = found;
      if (first === undefined) throw new DesktopError('NOT_FOUND', 'Geen van deze vacatures is er nog.');
      const name = found.length === 1 ? `Vacature ${first.title}` : `Vacatures ${today()}`;
      const bytes = Buffer.from(writeInterchange(found, format));
      return keepTable(
        options.platform,
        { suggestedName: `${name} ${FORMAT_NAMES[format]}.json`, format: 'JSON', bytes },
        signal,
      );
    },
    rehearse(input) {
      const { format, planned } = planAll(input);
      return { format, rows: planned.map(({ row }) => row) };
    },
    run(input) {
      const { planned } = planAll(input);
      const wanted = planned.filter(({ row }) => row.outcome === 'ADD' || row.outcome === 'CHANGE');
      if (wanted.length > 0) options.mutateAll(wanted.map((one) => toMutation(one, input.organizationId)));
      const added = wanted.filter(({ row }) => row.outcome === 'ADD').length;
      return { added, changed: wanted.length - added };
    },
  };
}

function placesOf(reference: Pick<ReferenceRepository, 'places'>) {
  return reference.places().filter(({ kind }) => kind === 'PLACE');
}

/** The only one of this name. */
function named<T extends { readonly name: string }>(all: readonly T[], name: string): T | undefined {
  const wanted = foldText(name.trim());
  const found = wanted === '' ? [] : all.filter((one) => foldText(one.name) === wanted);
  return found.length === 1 ? found[0] : undefined;
}
