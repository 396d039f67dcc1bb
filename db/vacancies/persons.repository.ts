import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { Person } from '@hallowerk/contract/vacancies/vacancy.ts';
import type { LocalDatabase } from '../open-database.ts';

/** An organisation as its people show it. */
export interface KnownOrganization {
  readonly id: string;
  readonly name: string;
  readonly accountManagerId: string | null;
}

export interface PersonsRepository {
  find(id: string): Person | null;
  /** By name. */
  all(): readonly Person[];
  organization(id: string): KnownOrganization | null;
  /** Those with employers' people, by name. */
  employers(): readonly KnownOrganization[];
}

const PERSON = COLLECTIONS.person.number;

/** Who is who around vacancies, held in memory and read again after it changed. Callers need no transaction. */
export function createPersonsRepository(database: LocalDatabase): PersonsRepository {
  const statement = database.connection.prepare<string>(`select d from row where coll = ${PERSON}`).pluck();
  let known: ReturnType<typeof arrange> | null = null;
  database.changes.listen(({ collections }) => {
    if (collections.includes(PERSON)) known = null;
  });
  const load = () =>
    (known ??= arrange(database.read(() => statement.all()).map((content) => JSON.parse(content) as Person)));
  return {
    find: (id) => load().byId.get(id) ?? null,
    all: () => load().persons,
    organization: (id) => load().organizations.get(id) ?? null,
    employers: () => load().employers,
  };
}

function arrange(rows: readonly Person[]) {
  const persons = rows.toSorted((a, b) => a.fullName.localeCompare(b.fullName, 'nl') || (a.id < b.id ? -1 : 1));
  const organizations = new Map<string, KnownOrganization>();
  const employing = new Set<string>();
  for (const { organizationId: id, organizationName: name, accountManagerId, role } of persons) {
    if (role === 'EMPLOYER') employing.add(id);
    const before = organizations.get(id);
    organizations.set(id, { id, name, accountManagerId: accountManagerId ?? before?.accountManagerId ?? null });
  }
  return {
    persons,
    byId: new Map(persons.map((person) => [person.id, person])),
    organizations,
    employers: [...organizations.values()]
      .filter(({ id }) => employing.has(id))
      .toSorted((a, b) => a.name.localeCompare(b.name, 'nl') || (a.id < b.id ? -1 : 1)),
  };
}
