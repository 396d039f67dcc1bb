import { officialPlaceName } from '@hallowerk/contract/reference/place-names.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import { stableId } from '../stable-id.ts';
import type { OfficialPlace } from './place-rows.ts';

/** Two rows of one name that lie further apart than this are two places. Kilometres. */
const SAME_PLACE_KM = 15;

const OFFICIAL_CODE: Readonly<Record<Place['kind'], RegExp>> = {
  PLACE: /^WP\d{4}$/,
  MUNICIPALITY: /^GM\d{4}$/,
  PC4: /^\d{4}$/,
};

/**
 * Gives each official place its row: the row that already has the code; else a row of the product's own list with the
 * same kind, name and province, nearest first, so that no place stands in the list twice and what refers to it keeps
 * pointing at it; else a new row whose id follows from the code. A row is used once at most.
 */
export function identifyPlaces(
  official: readonly OfficialPlace[],
  existing: readonly Place[],
): { readonly place: Place; readonly existing: Place | undefined }[] {
  const byCode = new Map(existing.map((place) => [codeKey(place), place]));
  const own = existing.filter((place) => !OFFICIAL_CODE[place.kind].test(place.code));
  const adopted = adopt(
    official.filter(({ place }) => !byCode.has(codeKey(place))),
    own,
  );
  return official.map(({ place }) => {
    const match = byCode.get(codeKey(place)) ?? adopted.get(codeKey(place));
    return { place: { id: match?.id ?? stableId(`place-${place.kind}`, place.code), ...place }, existing: match };
  });
}

/** Pairs by distance over all pairs of one name, so that each of three namesakes gets its own row. */
function adopt(official: readonly OfficialPlace[], own: readonly Place[]): ReadonlyMap<string, Place> {
  const ownByName = Map.groupBy(own, nameKey);
  const pairs = official.flatMap(({ place }) =>
    (ownByName.get(nameKey(place)) ?? []).map((row) => ({ place, row, km: kilometres(place, row) })),
  );
  pairs.sort((a, b) => a.km - b.km || order(a.place.code, b.place.code) || order(a.row.id, b.row.id));
  const adopted = new Map<string, Place>();
  const used = new Set<string>();
  for (const { place, row, km } of pairs) {
    if (km > SAME_PLACE_KM || used.has(row.id) || adopted.has(codeKey(place))) continue;
    adopted.set(codeKey(place), row);
    used.add(row.id);
  }
  return adopted;
}

function codeKey(place: Pick<Place, 'kind' | 'code'>): string {
  return `${place.kind}|${place.code}`;
}

function nameKey(place: Pick<Place, 'kind' | 'name' | 'province'>): string {
  return [place.kind, spelling(place.name), spelling(place.province)].join('|');
}

/** Official lists tell namesakes apart by an abbreviated province (`Hengelo Gld`, `Haren Gn`), which nobody says. */
const PROVINCE_SUFFIX = / \(?(dr|fl|fr|gld|gn|lb|l|nb|nh|ov|ut|zh|zld)\)?$/;

function spelling(name: string): string {
  const lower = name
    .toLowerCase()
    .replace(PROVINCE_SUFFIX, '')
    .replace(/^st\.[ -]?/, 'sint ');
  return officialPlaceName(lower);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Flat-earth distance, good to a percent over the few kilometres that matter here. */
function kilometres(a: Pick<Place, 'lat' | 'lon'>, b: Pick<Place, 'lat' | 'lon'>): number {
  const perDegree = 111.2;
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return perDegree * Math.hypot(a.lat - b.lat, east);
}
