import type {
  Occupation,
  Place,
  REFERENCE_KINDS,
  ReferenceItem,
  Showcase,
} from '@hallowerk/contract/reference/reference.ts';
import { COLLECTIONS } from '@hallowerk/contract/sync/collections.ts';
import type { LocalDatabase } from '../open-database.ts';

export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export interface ReferenceRepository {
  occupation(id: string): Occupation | null;
  occupations(): readonly Occupation[];
  occupationsInGroup(groupCode: string): readonly Occupation[];
  place(id: string): Place | null;
  places(): readonly Place[];
  /** In order of code. */
  referenceItems(kind: ReferenceKind): readonly ReferenceItem[];
  showcases(): readonly Showcase[];
  /** Name of a configurable code, or the code itself when no list here knows it. */
  nameOf(kind: ReferenceKind, code: string): string;
  /** Rises whenever a list changed: for structures that others derive from these. */
  version(): number;
}

const OCCUPATION = COLLECTIONS.occupation.number;
const PLACE = COLLECTIONS.place.number;
const REFERENCE_ITEM = COLLECTIONS.referenceItem.number;
const SHOWCASE = COLLECTIONS.showcase.number;
const OWN_COLLECTIONS = [OCCUPATION, PLACE, REFERENCE_ITEM, SHOWCASE];

/** Lists of scope `pub`, held in memory after their first use and read again after they changed. */
export function createReferenceRepository(database: LocalDatabase): ReferenceRepository {
  const lists = new Map<number, unknown>();
  let version = 0;
  database.changes.listen(({ collections }) => {
    for (const collection of OWN_COLLECTIONS) {
      if (!collections.includes(collection)) continue;
      lists.delete(collection);
      version += 1;
    }
  });

  const statement = database.connection.prepare<string>('select d from row where coll = ? order by id').pluck();
  const load = <T, L>(collection: number, arrange: (rows: T[]) => L): L => {
    const known = lists.get(collection);
    if (known !== undefined) return known as L;
    const rows = database.read(() => statement.all(collection)).map((content) => JSON.parse(content) as T);
    const list = arrange(rows);
    lists.set(collection, list);
    return list;
  };
  const occupations = () => load(OCCUPATION, arrangeOccupations);
  const places = () => load(PLACE, byId<Place>);
  const items = () => load(REFERENCE_ITEM, arrangeItems);

  return {
    occupation: (id) => occupations().byId.get(id) ?? null,
    occupations: () => occupations().all,
    occupationsInGroup: (groupCode) => occupations().byGroup.get(groupCode) ?? [],
    place: (id) => places().byId.get(id) ?? null,
    places: () => places().all,
    referenceItems: (kind) => items().byKind.get(kind) ?? [],
    showcases: () => load(SHOWCASE, (rows: Showcase[]) => rows),
    nameOf: (kind, code) => items().names.get(`${kind}\n${code}`) ?? code,
    version: () => version,
  };
}

function byId<T extends { readonly id: string }>(all: T[]): { all: readonly T[]; byId: ReadonlyMap<string, T> } {
  return { all, byId: new Map(all.map((row) => [row.id, row])) };
}

function arrangeOccupations(all: Occupation[]) {
  const grouped = all.filter((occupation) => occupation.groupCode !== null);
  return { ...byId(all), byGroup: Map.groupBy(grouped, (occupation) => occupation.groupCode as string) };
}

function arrangeItems(all: ReferenceItem[]) {
  const sorted = all.toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  return {
    byKind: Map.groupBy(sorted, (item) => item.kind),
    names: new Map(all.map((item) => [`${item.kind}\n${item.code}`, item.name])),
  };
}
