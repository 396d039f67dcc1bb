import { effectiveRights, type HeldRole } from '../accounts/default-rights.ts';
import { holds, scopeOf, type Right, type RightAction } from '../accounts/rights.ts';
import type { ProposalSide } from './proposal.ts';
import {
  VACANCY_GROUPS,
  type Vacancy,
  type VacancyCreator,
  type VacancyFields,
  type VacancyGroup,
  type VacancyState,
} from './vacancy.ts';

export const VACANCY_COMMANDS = ['ACTIVATE', 'ARCHIVE', 'PUBLISH', 'UNPUBLISH'] as const;
export type VacancyCommand = (typeof VACANCY_COMMANDS)[number];

/** What a command can change of a vacancy. */
export type VacancyStanding = Pick<Vacancy, 'status' | 'visibleToCandidates'>;

/** What a command does, where it may be given; archiving hides from candidates (HW-VED-04). */
export const VACANCY_EFFECTS: Readonly<Record<VacancyCommand, Partial<VacancyStanding>>> = {
  ACTIVATE: { status: 'ACTIVE' },
  ARCHIVE: { status: 'ARCHIVED', visibleToCandidates: false },
  PUBLISH: { visibleToCandidates: true },
  UNPUBLISH: { visibleToCandidates: false },
};

/**
 * §5.4: what may be said of a vacancy in which state (HW-VED), also what is so already. Activating does not show it to
 * candidates again by itself: the user is asked, and PUBLISH is a command of its own.
 */
export const VACANCY_TRANSITIONS: Readonly<Record<VacancyState, readonly VacancyCommand[]>> = {
  DRAFT: ['ACTIVATE', 'PUBLISH', 'UNPUBLISH'],
  ACTIVE: ['ACTIVATE', 'ARCHIVE', 'PUBLISH', 'UNPUBLISH'],
  ARCHIVED: ['ACTIVATE', 'ARCHIVE', 'UNPUBLISH'],
};

/** What a command makes of a vacancy, `noop` when it is so already, `transition` when it cannot be done in this state. */
export function applyVacancyCommand(
  standing: VacancyStanding,
  command: VacancyCommand,
): VacancyStanding | 'noop' | 'transition' {
  if (!VACANCY_TRANSITIONS[standing.status].includes(command)) return 'transition';
  const { status, visibleToCandidates } = { ...standing, ...VACANCY_EFFECTS[command] };
  const same = status === standing.status && visibleToCandidates === standing.visibleToCandidates;
  return same ? 'noop' : { status, visibleToCandidates };
}

/** The commands that would change something, for the menu of a vacancy (HW-VED-01). */
export function possibleCommands(standing: VacancyStanding): readonly VacancyCommand[] {
  return VACANCY_COMMANDS.filter((command) => typeof applyVacancyCommand(standing, command) === 'object');
}

/** Who looks. `organizationId`: null while it is not known on this device. */
export interface VacancyUser extends HeldRole {
  readonly id: string;
  readonly organizationId: string | null;
}

/** What somebody may do around vacancies (§5.2, HW-VAC-05), before it is asked of which one. */
export interface VacancyRights {
  readonly view: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly publish: boolean;
  readonly propose: boolean;
  /** On whose side he stands: who serves the employers of a region, or who is one. */
  readonly side: VacancyCreator;
}

export function vacancyRights(user: HeldRole): VacancyRights {
  const rights = effectiveRights(user);
  const may = (action: RightAction): boolean => scopeOf(rights, 'VACANCY', action) !== null;
  return {
    view: may('VIEW'),
    create: may('CREATE'),
    edit: may('EDIT'),
    publish: may('PUBLISH'),
    propose: scopeOf(rights, 'PROPOSAL', 'CREATE') !== null,
    side: servesRegion(rights) ? 'ACCOUNT_MANAGER' : 'EMPLOYER',
  };
}

function servesRegion(rights: readonly Right[]): boolean {
  const wide = (['VIEW', 'CREATE', 'EDIT'] as const).map(
    (action) => ({ area: 'VACANCY', action, scope: 'REGION' }) as const,
  );
  return wide.some((right) => holds(rights, right));
}

type OwnedVacancy = Pick<Vacancy, 'source' | 'createdById' | 'organizationId'> & {
  /** Of its organisation; null: nobody in particular. */
  readonly accountManagerId: string | null;
};

/**
 * Who may change a vacancy (§5.4, 6.17): who made it, the account manager of its organisation (any of the region while it
 * has none), and an employer with vacancy management of that organisation. Only vacancies of HalloWerk; others are changed
 * where they come from.
 */
export function mayEditVacancy(user: VacancyUser, vacancy: OwnedVacancy): boolean {
  return mayChange(user, vacancy, 'EDIT');
}

/** Who may show a vacancy to candidates, or hide it: of those who may change it, who has the right to publish. */
export function mayPublishVacancy(user: VacancyUser, vacancy: OwnedVacancy): boolean {
  return mayEditVacancy(user, vacancy) && mayChange(user, vacancy, 'PUBLISH');
}

function mayChange(user: VacancyUser, vacancy: OwnedVacancy, action: RightAction): boolean {
  const scope = scopeOf(effectiveRights(user), 'VACANCY', action);
  if (vacancy.source !== 'INTERNAL' || scope === null) return false;
  if (vacancy.createdById === user.id) return true;
  if (scope === 'OWN') return false;
  if (scope !== 'REGION') return vacancy.organizationId !== null && vacancy.organizationId === user.organizationId;
  return vacancy.accountManagerId === null || vacancy.accountManagerId === user.id;
}

/** On which side somebody decides about the proposals of a vacancy, or null when he does not (§5.4, §5.10). */
export function proposalSide(user: VacancyUser, vacancy: Pick<Vacancy, 'organizationId'>): ProposalSide | null {
  const rights = effectiveRights(user);
  if (holds(rights, { area: 'PROPOSAL', action: 'EDIT', scope: 'REGION' })) return 'ACCOUNT_MANAGER';
  const own = vacancy.organizationId !== null && vacancy.organizationId === user.organizationId;
  return own && scopeOf(rights, 'PROPOSAL', 'VIEW') !== null ? 'EMPLOYER' : null;
}

export interface VacancyFault {
  readonly path: keyof VacancyFields;
  /** Dutch, for next to the field. */
  readonly message: string;
}

/**
 * Every fault of a vacancy (HW-VAD-14), in the order of the form; empty: it can be active. `today`: calendar day in
 * Amsterdam. With `groups` only those are looked at: what somebody changes in a vacancy that closed already.
 */
export function vacancyFaults(
  fields: VacancyFields,
  today: string,
  groups: readonly VacancyGroup[] | null = null,
): readonly VacancyFault[] {
  const wanted = groups === null ? null : new Set(groups.flatMap((group): readonly string[] => VACANCY_GROUPS[group]));
  return allFaults(fields, today).filter(({ path }) => wanted === null || wanted.has(path));
}

function allFaults(fields: VacancyFields, today: string): readonly VacancyFault[] {
  const faults: VacancyFault[] = [];
  const check = (isFault: boolean, path: keyof VacancyFields, message: string): void => {
    if (isFault) faults.push({ path, message });
  };
  check(fields.contactPersonId === null, 'contactPersonId', 'Kies een contactpersoon');
  check(fields.title.trim() === '', 'title', 'Vul een vacaturetitel in');
  check(fields.title.length > 120, 'title', 'Een vacaturetitel heeft hoogstens 120 tekens');
  check(fields.description.trim() === '', 'description', 'Vul een omschrijving in');
  check(fields.description.length > 4000, 'description', 'Een omschrijving heeft hoogstens 4000 tekens');
  check(fields.placeId === null && fields.city.trim() === '', 'placeId', 'Kies een locatie');
  check(fields.occupationId === null, 'occupationId', 'Kies een functie of beroep');
  check(fields.workingLevel === '7', 'workingLevel', 'Kies een niveau');
  checkHours(fields, check);
  const { startDate, endDate, closingDate } = fields;
  check(
    startDate !== null && endDate !== null && endDate < startDate,
    'endDate',
    'De einddatum ligt voor de startdatum',
  );
  check(closingDate === null, 'closingDate', 'Kies een sluitingsdatum');
  check(closingDate !== null && closingDate < today, 'closingDate', 'De sluitingsdatum ligt in het verleden');
  check(!isCount(fields.openPositions), 'openPositions', 'Vul het aantal plekken in, minstens 1');
  check(!isCount(fields.vacancyCount), 'vacancyCount', 'Vul het aantal vacatures in, minstens 1');
  return faults;
}

type Check = (isFault: boolean, path: keyof VacancyFields, message: string) => void;

function checkHours({ hoursMin, hoursMax }: VacancyFields, check: Check): void {
  const between = 'Het aantal uren ligt tussen 0 en 99';
  check(hoursMin === null, 'hoursMin', 'Vul het minimum aantal uren per week in');
  check(hoursMin !== null && !isHours(hoursMin), 'hoursMin', between);
  check(hoursMax === null, 'hoursMax', 'Vul het maximum aantal uren per week in');
  check(hoursMax !== null && !isHours(hoursMax), 'hoursMax', between);
  const both = hoursMin !== null && hoursMax !== null;
  check(both && hoursMin > hoursMax, 'hoursMax', 'Het maximum aantal uren is lager dan het minimum');
}

function isHours(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 99;
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 999;
}
