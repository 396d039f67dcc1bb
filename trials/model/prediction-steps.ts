import fc from 'fast-check';
import { EMPTY_QUERY, JUDGEMENTS, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { NOTE_SCOPES } from '@hallowerk/contract/candidates/note.ts';
import { VACANCY_COMMANDS } from '@hallowerk/contract/vacancies/vacancy-rules.ts';
import { WATCHES } from '@hallowerk/contract/candidates/saved-search.ts';

const pick = fc.nat({ max: 5 });
const who = fc.nat({ max: 1 });
const text = fc.constantFrom('bellen', 'mailen', 'langsgaan', 'wachten');
const scope = fc.constantFrom(...NOTE_SCOPES.codes);
const maybeScope = fc.option(scope);
const maybePinned = fc.option(fc.boolean());
const maybeHours = fc.option(fc.integer({ min: 8, max: 24 }));
const maybeJudgement = fc.option(fc.constantFrom(...JUDGEMENTS.codes));
const query: fc.Arbitrary<CandidateQuery> = fc.constantFrom(
  EMPTY_QUERY,
  { ...EMPTY_QUERY, filters: { drivingLicence: ['B', 'A'], workType: [] } },
  {
    ...EMPTY_QUERY,
    radiusKm: 12.5,
    terms: [{ kind: 'KEYWORD' as const, text: 'één "heftruck" \\ ✓' }],
    weights: { KEYWORD: 'DOUBLE' as const, DISTANCE: 'NONE' as const },
  },
);

/** `do` is the name of the step, as in `PredictingDevice`. */
const of = <Name extends string, Fields extends object>(
  name: Name,
  fields: { [K in keyof Fields]: fc.Arbitrary<Fields[K]> },
): fc.Arbitrary<{ readonly do: Name } & Fields> =>
  fc.record({ do: fc.constant(name), ...fields }) as unknown as fc.Arbitrary<{ readonly do: Name } & Fields>;

/** What a user does, what happens to him, and time. Most of it depends on what is on his screen then. */
export const PREDICTION_STEP = fc.oneof(
  { weight: 2, arbitrary: of('favourite', { who, on: fc.boolean() }) },
  { weight: 4, arbitrary: of('add', { who, text, scope }) },
  { weight: 4, arbitrary: of('edit', { pick, text, scope: maybeScope }) },
  { weight: 2, arbitrary: of('delete', { pick }) },
  { weight: 2, arbitrary: of('undo', { pick }) },
  { weight: 2, arbitrary: of('resolve', { keep: fc.constantFrom('current' as const, 'other' as const) }) },
  { weight: 2, arbitrary: of('theme', { value: fc.constantFrom('light' as const, 'dark' as const) }) },
  { weight: 2, arbitrary: of('ask', { who }) },
  { weight: 3, arbitrary: of('outcome', { pick, next: fc.nat({ max: 6 }), text }) },
  { weight: 3, arbitrary: of('save', { text, query, scope }) },
  { weight: 3, arbitrary: of('save-again', { pick, text, query, scope }) },
  { weight: 1, arbitrary: of('delete-search', { pick }) },
  {
    weight: 3,
    arbitrary: of('mark', { pick, pinned: maybePinned, watch: fc.constantFrom(...WATCHES.codes) }),
  },
  { weight: 2, arbitrary: of('visit', { pick }) },
  { weight: 4, arbitrary: of('judge', { pick, who, value: maybeJudgement }) },
  { weight: 1, arbitrary: of('print', { who }) },
  { weight: 3, arbitrary: of('vacancy', { text, active: fc.boolean(), visible: fc.boolean() }) },
  { weight: 4, arbitrary: of('change-vacancy', { pick, text, hours: maybeHours }) },
  { weight: 4, arbitrary: of('decide-vacancy', { pick, command: fc.constantFrom(...VACANCY_COMMANDS) }) },
  { weight: 2, arbitrary: of('overtaken', { pick, text }) },
  { weight: 2, arbitrary: of('choose-version', { keep: fc.constantFrom('current' as const, 'other' as const) }) },
  { weight: 4, arbitrary: of('propose', { pick, who, text }) },
  { weight: 4, arbitrary: of('answer', { pick, next: fc.nat({ max: 6 }) }) },
  { weight: 3, arbitrary: of('elsewhere', { pick, text, ago: fc.nat({ max: 3 }) }) },
  { weight: 3, arbitrary: of('tick', { ms: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 3, arbitrary: of('sync', {}) },
);
export type PredictionStep = typeof PREDICTION_STEP extends fc.Arbitrary<infer S> ? S : never;
