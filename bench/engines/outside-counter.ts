import type { BenchQuery } from '../queries/bench-query.ts';
import { distanceKm, type Point } from './haversine.ts';
import type { SearchDocument } from './search-document.ts';

/**
 * Filters and counts for engines that have none: what a developer would write around a text library. Every candidate is
 * a run of option numbers in one typed array; a pass over the hits finds who fails no category (counts everywhere) or
 * exactly one (counts there: the own category is excluded from its own filter).
 */
export class OutsideCounter {
  readonly #categories: string[] = [];
  readonly #options: { readonly name: string; readonly category: number }[] = [];
  readonly #optionNumbers = new Map<string, number>();
  readonly #occupationNumbers = new Map<string, number>();
  readonly #starts: number[] = [0];
  readonly #runs: number[] = [];
  readonly #occupationStarts: number[] = [0];
  readonly #occupationRuns: number[] = [];
  readonly #points: Point[] = [];
  #packed: { starts: Uint32Array; runs: Uint16Array; occupationStarts: Uint32Array; occupations: Uint16Array } | null =
    null;

  add(document: SearchDocument): void {
    for (const name of document.options) this.#runs.push(this.#optionNumber(name));
    this.#starts.push(this.#runs.length);
    for (const id of document.occupationIds) this.#occupationRuns.push(numberOf(this.#occupationNumbers, id));
    this.#occupationStarts.push(this.#occupationRuns.length);
    this.#points.push({ lat: document.lat, lon: document.lon });
  }

  get size(): number {
    return this.#points.length;
  }

  /** `hits` null is everybody. Hits keep their order in `kept`. */
  count(query: BenchQuery, hits: readonly number[] | null): { kept: number[]; counts: Record<string, number> } {
    const { starts, runs } = (this.#packed ??= this.#pack());
    const wanted = this.#wantedOptions(query);
    const active = wanted.active.length;
    const found = new Uint8Array(this.#categories.length);
    const counts = new Uint32Array(this.#options.length);
    const kept: number[] = [];
    const size = hits?.length ?? this.size;
    for (let index = 0; index < size; index++) {
      const candidate = hits === null ? index : (hits[index] as number);
      if (!this.#within(query, candidate)) continue;
      const start = starts[candidate] as number;
      const end = starts[candidate + 1] as number;
      let met = 0;
      for (const category of wanted.active) found[category] = 0;
      for (let at = start; at < end; at++) {
        const option = runs[at] as number;
        if (wanted.isWanted[option] !== 1) continue;
        const category = wanted.categoryOf[option] as number;
        if (found[category] === 0) met += 1;
        found[category] = 1;
      }
      if (met < active - 1) continue;
      if (met === active) {
        kept.push(candidate);
        for (let at = start; at < end; at++) counts[runs[at] as number]! += 1;
        continue;
      }
      const missed = wanted.active.find((category) => found[category] === 0);
      for (let at = start; at < end; at++) {
        const option = runs[at] as number;
        if (wanted.categoryOf[option] === missed) counts[option]! += 1;
      }
    }
    return { kept, counts: this.#named(counts) };
  }

  #within(query: BenchQuery, candidate: number): boolean {
    if (query.around !== null && distanceKm(query.around, this.#points[candidate] as Point) > query.around.km)
      return false;
    return query.occupation === null || this.#hasOccupation(candidate, query.occupation.ids);
  }

  #hasOccupation(candidate: number, ids: readonly string[]): boolean {
    const { occupationStarts, occupations } = (this.#packed ??= this.#pack());
    for (let at = occupationStarts[candidate] as number; at < (occupationStarts[candidate + 1] as number); at++) {
      for (const id of ids) if (this.#occupationNumbers.get(id) === occupations[at]) return true;
    }
    return false;
  }

  #wantedOptions(query: BenchQuery) {
    const isWanted = new Uint8Array(this.#options.length);
    const categoryOf = Uint8Array.from(this.#options, ({ category }) => category);
    const active: number[] = [];
    for (const [category, codes] of Object.entries(query.filters)) {
      active.push(this.#categories.indexOf(category));
      for (const code of codes) isWanted[this.#optionNumbers.get(`${category}:${code}`) as number] = 1;
    }
    return { isWanted, categoryOf, active };
  }

  #optionNumber(name: string): number {
    const known = this.#optionNumbers.get(name);
    if (known !== undefined) return known;
    const category = name.slice(0, name.indexOf(':'));
    if (!this.#categories.includes(category)) this.#categories.push(category);
    this.#optionNumbers.set(name, this.#options.length);
    return this.#options.push({ name, category: this.#categories.indexOf(category) }) - 1;
  }

  #named(counts: Uint32Array): Record<string, number> {
    const named: Record<string, number> = {};
    for (const [index, { name }] of this.#options.entries()) {
      if (counts[index] !== 0) named[name] = counts[index] as number;
    }
    return named;
  }

  #pack() {
    return {
      starts: Uint32Array.from(this.#starts),
      runs: Uint16Array.from(this.#runs),
      occupationStarts: Uint32Array.from(this.#occupationStarts),
      occupations: Uint16Array.from(this.#occupationRuns),
    };
  }
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key) ?? numbers.size;
  numbers.set(key, known);
  return known;
}
