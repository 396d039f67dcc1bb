import type { CandidateCard } from '@hallowerk/contract/candidates/candidate.ts';
import type { CandidateQuery, SearchTerm } from '@hallowerk/contract/candidates/candidate-search.ts';
import { candidateText } from '@hallowerk/contract/candidates/candidate-text.ts';
import { literalGroup } from '../search/text-engine.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { plainRuns, plainSearch } from './plain-relevance.ts';
import { hits, plainScan, type Capacities } from './plain-scan.ts';
import { NOW, OCCUPATIONS, PLACES } from './search-arbitraries.ts';

/**
 * The order of a search, written as plainly as possible from decision 6.25 with its own copy of the points: the oracle of
 * the ranking tests. Relevance of words is that of plain-relevance.ts; the connection says who came in first.
 */
export function plainOrder(
  candidates: readonly CandidateCard[],
  query: CandidateQuery,
  capacities: Capacities,
  connection: SqliteConnection,
): string[] {
  const { ids, matchingIds } = plainScan(candidates, query, capacities);
  const above = new Set(matchingIds);
  const words = relevance(candidates, query);
  const arrival = new Map(connection.prepare<[string, number]>('select id, pk from row where coll = 1').raw().all());
  return candidates
    .filter(({ id }) => ids.includes(id))
    .map((one) => ({ id: one.id, other: !above.has(one.id), points: plainPoints(one, query, words.get(one.id) ?? 0) }))
    .sort(
      (a, b) =>
        Number(a.other) - Number(b.other) ||
        b.points - a.points ||
        (arrival.get(a.id) as number) - (arrival.get(b.id) as number),
    )
    .map(({ id }) => id);
}

function plainPoints(one: CandidateCard, query: CandidateQuery, words: number): number {
  const times = (key: string) => ({ NONE: 0, NORMAL: 1, DOUBLE: 2 })[query.weights?.[key] ?? 'NORMAL'];
  const elements = new Map<string, number>();
  for (const term of query.terms) {
    if (term.kind === 'KEYWORD' || term.mode === 'NOT') continue;
    const worth = elementPoints(one, term) * times(`${term.kind}:${term.code}`);
    elements.set(`${term.kind} ${term.code} ${term.mode}`, worth);
  }
  let points = [...elements.values()].reduce((sum, worth) => sum + worth, 0);
  points += Math.round((300 * words) / (words + 8)) * times('KEYWORD');
  const center = PLACES.find(({ id }) => id === query.placeId);
  if (center !== undefined && one.lat !== null && one.lon !== null) {
    const km = kilometres([center.lat, center.lon], [one.lat, one.lon]);
    points += Math.round(120 * Math.max(0, 1 - km / 100)) * times('DISTANCE');
  }
  const age = Math.max(0, Math.round((NOW.getTime() - Date.parse(one.lastModifiedAt)) / 86_400_000));
  return points + Math.round(60 * Math.max(0, 1 - age / 365)) * times('FRESHNESS');
}

function elementPoints(one: CandidateCard, term: SearchTerm): number {
  const wishes = one.preferredOccupationIds;
  const jobs = one.employmentHistory.map(({ occupationId }) => occupationId);
  const best = (id: string, wish: number, job: number) => (wishes.includes(id) ? wish : jobs.includes(id) ? job : 0);
  switch (term.kind) {
    case 'OCCUPATION': {
      const wanted = OCCUPATIONS.find(({ id }) => id === term.code);
      const related = (wanted?.related ?? []).map(({ id, weight }) =>
        best(id, Math.round(240 * weight), Math.round(150 * weight)),
      );
      const siblings = OCCUPATIONS.filter(({ id, groupCode }) => id !== term.code && groupCode === wanted?.groupCode);
      return Math.max(best(term.code, 400, 260), ...related, ...siblings.map(({ id }) => best(id, 100, 60)));
    }
    case 'OCCUPATION_GROUP':
      return Math.max(
        ...OCCUPATIONS.filter(({ groupCode }) => groupCode === term.code).map(({ id }) => best(id, 250, 160)),
      );
    case 'EDUCATION_LEVEL':
      return hits(one, term) ? 200 : 0;
    default:
      return hits(one, term) ? 150 : 0;
  }
}

function relevance(candidates: readonly CandidateCard[], query: CandidateQuery): ReadonlyMap<string, number> {
  const texts = new Map(candidates.map((one, at) => [at, candidateText(one, occupationName)]));
  const words = query.terms.flatMap((term) => (term.kind === 'KEYWORD' ? plainRuns(term.text) : []));
  const hits = plainSearch(
    texts,
    words.map((tokens) => literalGroup(tokens)),
  );
  return new Map([...hits].map(([at, { score }]) => [candidates[at]?.id ?? '', score / 1000]));
}

const occupationName = (id: string): string | null => OCCUPATIONS.find((one) => one.id === id)?.name ?? null;

/** By the law of cosines on a sphere. */
function kilometres(a: readonly [lat: number, lon: number], b: readonly [lat: number, lon: number]): number {
  const [lat1, lon1, lat2, lon2] = [...a, ...b].map((degrees) => (degrees * Math.PI) / 180) as [
    number,
    number,
    number,
    number,
  ];
  const cosine = Math.sin(lat1) * Math.sin(lat2) + Math.cos(lat1) * Math.cos(lat2) * Math.cos(lon2 - lon1);
  return 6371 * Math.acos(Math.min(1, cosine));
}
