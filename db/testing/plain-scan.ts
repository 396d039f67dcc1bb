import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateQuery, FilterCounts, SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { FILTER_CATEGORIES, type FilterCategory } from '@hallowerk/contract/reference/reference.ts';
import { NOW, OCCUPATIONS, PLACES } from './search-arbitraries.ts';

/**
 * What a search must find, written as plainly as possible and from the rules, not from the index: the oracle of the
 * property test. Slow, and made for the small world of search-arbitraries.ts.
 */
export type Capacities = ReadonlyMap<string, ReadonlySet<string>>;

export function plainScan(candidates: readonly CandidateCard[], query: CandidateQuery, capacities: Capacities) {
  const base = candidates.filter((one) => inRadius(one, query) && query.terms.every((term) => allowed(one, term)));
  const active = FILTER_CATEGORIES.filter((category) => (query.filters[category] ?? []).length > 0);
  const passes = (one: CandidateCard, category: FilterCategory) => {
    const codes = plainOptions(one, category, capacities);
    return (query.filters[category] ?? []).some((code) => codes.includes(code));
  };
  const found = base.filter((one) => active.every((category) => passes(one, category)));
  const counts: FilterCounts = {};
  for (const category of FILTER_CATEGORIES) {
    const others = active.filter((other) => other !== category);
    const sums: Record<string, number> = {};
    for (const one of base.filter((candidate) => others.every((other) => passes(candidate, other)))) {
      for (const code of plainOptions(one, category, capacities)) sums[code] = (sums[code] ?? 0) + 1;
    }
    counts[category] = sums;
  }
  const ranking = query.terms.filter(
    (term) => term.kind !== 'KEYWORD' && term.mode === 'MAY' && query.weights?.[`${term.kind}:${term.code}`] !== 'NONE',
  );
  const meets = (one: CandidateCard) => ranking.length === 0 || ranking.some((term) => relates(one, term));
  return { ids: found.map(({ id }) => id), matchingIds: found.filter(meets).map(({ id }) => id), counts };
}

function plainOptions(one: CandidateCard, category: FilterCategory, capacities: Capacities): string[] {
  switch (category) {
    case 'workType':
      return one.workTypes;
    case 'workingLevel':
      return [one.workingLevel];
    case 'drivingLicence':
      return one.drivingLicences;
    case 'transport':
      return one.transport;
    case 'certificate':
      return one.certificates.map(({ code, name }) => code ?? name.toLowerCase());
    case 'targetGroup':
      return one.targetGroups;
    case 'physicalCapacity':
      return [...capacities].filter(([, ids]) => ids.has(one.id)).map(([activity]) => activity);
    case 'language':
      return one.languages.filter(({ spoken }) => '0234'.includes(spoken)).map(({ language }) => language);
    case 'availability':
      return plainBuckets(one);
    case 'workingTimes':
      return one.workingTimes;
    case 'contact':
      return [one.contactRoute];
    case 'lastModified':
      return plainAges(one);
  }
}

function plainBuckets({ hoursMin, hoursMax }: CandidateCard): string[] {
  if (hoursMin === null && hoursMax === null) return [];
  const buckets: Record<string, [number, number]> = {
    H0_11: [0, 11],
    H12_23: [12, 23],
    H24_31: [24, 31],
    H32_35: [32, 35],
    H36: [36, 99],
  };
  return Object.keys(buckets).filter((code) => {
    const [low, high] = buckets[code] as [number, number];
    return Math.max(low, hoursMin ?? 0) <= Math.min(high, hoursMax ?? 99);
  });
}

function plainAges({ lastModifiedAt }: CandidateCard): string[] {
  const age = Math.round((NOW.getTime() - Date.parse(lastModifiedAt)) / 86_400_000);
  if (age > 365) return ['OLDER'];
  const limits: [string, number][] = [
    ['TODAY', 0],
    ['WEEK', 7],
    ['MONTH', 31],
    ['QUARTER', 92],
    ['YEAR', 365],
  ];
  return limits.filter(([, days]) => age <= days).map(([code]) => code);
}

/** In the small world the three places are about 13, 130 and 130 km apart. */
function inRadius(one: CandidateCard, { placeId, radiusKm }: CandidateQuery): boolean {
  if (placeId === null || radiusKm === null) return true;
  const center = PLACES.find(({ id }) => id === placeId);
  if (center === undefined || one.lat === null || one.lon === null) return false;
  if (center.lat === one.lat) return true;
  const near = center.lat < 53 && one.lat < 53;
  return near ? radiusKm >= 25 : radiusKm >= 150;
}

function allowed(one: CandidateCard, term: SearchTerm): boolean {
  if (term.kind === 'KEYWORD') return one.about.split(' ').includes(term.text);
  if (term.mode === 'MAY') return true;
  return hits(one, term) === (term.mode === 'MUST');
}

export function hits(one: CandidateCard, term: SearchTerm): boolean {
  const occupations = [...one.preferredOccupationIds, ...one.employmentHistory.map(({ occupationId }) => occupationId)];
  switch (term.kind) {
    case 'KEYWORD':
      return true;
    case 'OCCUPATION':
      return occupations.includes(term.code);
    case 'OCCUPATION_GROUP':
      return OCCUPATIONS.some(({ id, groupCode }) => groupCode === term.code && occupations.includes(id));
    case 'EDUCATION_LEVEL':
      return one.educationHistory.some(({ level, status }) => level === term.code && status === '1');
    case 'LANGUAGE':
      return one.languages.some(({ language, spoken }) => language === term.code && '234'.includes(spoken));
    case 'DRIVING_LICENCE':
      return one.drivingLicences.some((code) => code === term.code);
    case 'TARGET_GROUP':
      return one.targetGroups.some((code) => code === term.code);
    case 'EMPLOYMENT_FRACTION':
      if (one.hoursMin === null && one.hoursMax === null) return false;
      return term.code === 'FULL_TIME' ? (one.hoursMax ?? 99) >= 32 : (one.hoursMin ?? 0) <= 32;
  }
}

/** A hit, or for an occupation one that is related or of the same group (HW-SRCH-15). */
export function relates(one: CandidateCard, term: SearchTerm): boolean {
  if (hits(one, term) || term.kind !== 'OCCUPATION') return hits(one, term);
  const wanted = OCCUPATIONS.find(({ id }) => id === term.code);
  const near = OCCUPATIONS.filter(
    ({ id, groupCode }) => groupCode === wanted?.groupCode || wanted?.related.some((related) => related.id === id),
  );
  return near.some(({ id }) => hits(one, { ...term, code: id }));
}
