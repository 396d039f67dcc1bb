import { distanceKm } from '@hallowerk/contract/candidates/distance.ts';
import type { CandidateArea, CandidateAreas, MapPoint } from '@hallowerk/contract/candidates/candidate-map.ts';
import type { CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import type { Place } from '@hallowerk/contract/reference/reference.ts';
import type { ReferenceRepository } from '../reference/reference.repository.ts';
import type { FacetIndex } from './facet-index.ts';
import { placeDistances } from './radius.ts';

const NO_PLACE = 0;
const KIND_ORDER: Record<Place['kind'], number> = { PLACE: 0, MUNICIPALITY: 1, PC4: 2 };

/** Everybody whom a query without its circle finds. */
export interface AreasInput {
  readonly index: FacetIndex;
  readonly slots: Int32Array;
  readonly query: CandidateQuery;
}

/**
 * Where the people of a query live, by centre of place (BX-22). The same distances as the list decide who is inside the
 * circle, so that both hold the same people, on the boundary too.
 */
export class AreaMap {
  readonly #reference: ReferenceRepository;
  #version = -1;
  #byCentre: ReadonlyMap<string, Place> = new Map();
  #choosable: readonly Place[] = [];

  constructor(reference: ReferenceRepository) {
    this.#reference = reference;
  }

  areas({ index, slots, query: { placeId, radiusKm } }: AreasInput): CandidateAreas {
    this.#refresh();
    const center = placeId === null ? null : this.#reference.place(placeId);
    const isInside = insideTest(index, placeId === null ? null : radiusKm, center);
    const counts = new Uint32Array(index.placeLat.length);
    for (const slot of slots) (counts[index.place[slot] as number] as number)++;
    const areas: CandidateArea[] = [];
    for (let place = NO_PLACE + 1; place < counts.length; place += 1) {
      const nearby = counts[place] as number;
      if (nearby === 0) continue;
      const point = { lat: index.placeLat[place] as number, lon: index.placeLon[place] as number };
      const name = this.#byCentre.get(centreKey(point))?.name ?? null;
      areas.push({ ...point, name, found: isInside(place) ? nearby : 0, nearby });
    }
    areas.sort((a, b) => b.found - a.found || b.nearby - a.nearby || a.lat - b.lat || a.lon - b.lon);
    return {
      areas,
      nowhere: isInside(NO_PLACE) ? (counts[NO_PLACE] as number) : 0,
      center: center === null ? null : { lat: center.lat, lon: center.lon },
    };
  }

  /**
   * The place with exactly this centre, else the town nearest to the point: municipalities and postcode areas are named
   * after their towns, and two suggestions of one name would puzzle. Null while no list of places is here.
   */
  nearest(point: MapPoint): Place | null {
    this.#refresh();
    const exact = this.#byCentre.get(centreKey(point));
    if (exact !== undefined) return exact;
    let best: Place | null = null;
    let bestKm = Infinity;
    for (const place of this.#choosable) {
      const km = distanceKm(point, place);
      if (km >= bestKm) continue;
      best = place;
      bestKm = km;
    }
    return best;
  }

  #refresh(): void {
    const version = this.#reference.version();
    if (this.#version === version) return;
    const places = this.#reference.places();
    const byCentre = new Map<string, Place>();
    for (const place of places) {
      const known = byCentre.get(centreKey(place));
      if (known === undefined || KIND_ORDER[place.kind] < KIND_ORDER[known.kind]) byCentre.set(centreKey(place), place);
    }
    const towns = places.filter(({ kind }) => kind === 'PLACE');
    this.#byCentre = byCentre;
    this.#choosable = towns.length > 0 ? towns : places;
    this.#version = version;
  }
}

/** By place number. A circle around a place that is not (any more) here holds nobody, as in the list. */
function insideTest(index: FacetIndex, radiusKm: number | null, center: Place | null): (place: number) => boolean {
  if (radiusKm === null) return () => true;
  const allowed = center === null ? null : placeDistances(index, center, radiusKm).allowed;
  return (place) => allowed?.[place] === 1;
}

function centreKey({ lat, lon }: MapPoint): string {
  return `${lat} ${lon}`;
}
