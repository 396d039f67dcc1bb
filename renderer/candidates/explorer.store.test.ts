import {
  EMPTY_QUERY,
  type CandidateQuery,
  type CandidateSearchResult,
} from '@hallowerk/contract/candidates/candidate-search.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { useExplorerStore } from './explorer.store.ts';

interface Page {
  readonly query: CandidateQuery;
  readonly savedSearchId?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

const people = Array.from({ length: 120 }, (_, index) => makeSummary(index));
const DEN_HAAG = { id: testId(900), name: 'Den Haag', detail: 'Zuid-Holland', kind: 'PLACE' as const };

function answerFrom(all: typeof people) {
  const asked: Page[] = [];
  const search = (page: Page) => {
    asked.push(page);
    return Promise.resolve({
      ...makeResult(all.slice(page.offset, page.offset + page.limit), all.length),
      matching: all.length,
    });
  };
  provideApi(fakeApi({ candidates: { search } }));
  return asked;
}

describe('the explorer', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('never lets a slow older answer replace a newer one', async () => {
    const slow = later<CandidateSearchResult>();
    const answers = [slow.promise, Promise.resolve(makeResult([makeSummary(2)]))];
    provideApi(fakeApi({ candidates: { search: () => answers.shift() ?? refuse('too many calls') } }));
    const explorer = useExplorerStore();
    const first = explorer.search();
    await explorer.setTerms([{ kind: 'KEYWORD', text: 'lasser' }]);
    slow.resolve(makeResult([makeSummary(1), makeSummary(3)]));
    await first;
    expect(explorer.items.map((item) => item.id)).toEqual([testId(2)]);
    expect(explorer.total).toBe(1);
    expect(explorer.searching).toBe(false);
  });

  it('drops a next page that belongs to an older query', async () => {
    const nextPage = later<CandidateSearchResult>();
    const first50 = { ...makeResult(people.slice(0, 50), 120), matching: 120 };
    const search = (page: Page) =>
      page.offset > 0
        ? nextPage.promise
        : Promise.resolve(page.query.terms.length > 0 ? makeResult([makeSummary(500)]) : first50);
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    await explorer.search();
    const more = explorer.loadMore();
    await explorer.setTerms([{ kind: 'KEYWORD', text: 'kok' }]);
    nextPage.resolve(makeResult(people.slice(50, 100), 120));
    await more;
    expect(explorer.items.map((item) => item.id)).toEqual([testId(500)]);
  });

  it('loads fifty at a time and stops at the end', async () => {
    const asked = answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.search();
    expect(explorer.items).toHaveLength(50);
    await explorer.loadMore();
    await explorer.loadMore();
    await explorer.loadMore();
    expect(explorer.items).toHaveLength(120);
    expect(asked.map((page) => page.offset)).toEqual([0, 50, 100]);
  });

  it('stops asking when a page brings nobody new, until the next search', async () => {
    const offsets: number[] = [];
    const sameAgain = (offset: number) => {
      offsets.push(offset);
      return Promise.resolve(makeResult(people.slice(0, 50), 120));
    };
    provideApi(fakeApi({ candidates: { search: ({ offset }) => sameAgain(offset) } }));
    const explorer = useExplorerStore();
    await explorer.search();
    await explorer.loadMore();
    await explorer.loadMore();
    expect(offsets).toEqual([0, 50]);
    await explorer.search();
    await explorer.loadMore();
    expect(offsets).toEqual([0, 50, 0, 50]);
  });

  it('keeps as many rows on screen as there were when the cache changes', async () => {
    answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.search();
    await explorer.loadMore();
    await explorer.refresh();
    expect(explorer.items).toHaveLength(100);
  });

  it('BX-10: passes over the folded people to the second tier, and loads them when they are unfolded', async () => {
    const tiers = people.map((_, index) =>
      makeSummary(index, index < 60 ? {} : index < 110 ? { other: true } : { other: true, tier: 'VARIANT' }),
    );
    const offsets: number[] = [];
    const search = ({ offset, limit }: Page) => {
      offsets.push(offset);
      const items = tiers.slice(offset, offset + limit);
      return Promise.resolve({ ...makeResult(items, 120), literal: 110, matching: 60 });
    };
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    const shown = () => explorer.items.map((item) => item.id);
    const range = (from: number, to: number) => people.slice(from, to).map((person) => person.id);
    await explorer.search();
    explorer.foldOthers(true);
    await explorer.loadMore();
    expect(shown()).toEqual(range(0, 60));
    await explorer.loadMore();
    await explorer.loadMore();
    expect(shown()).toEqual([...range(0, 60), ...range(110, 120)]);
    expect(offsets).toEqual([0, 50, 110]);
    await explorer.refresh();
    expect(shown()).toEqual([...range(0, 60), ...range(110, 120)]);
    explorer.foldOthers(false);
    await vi.waitFor(() => expect(shown()).toEqual(range(0, 110)));
    await explorer.loadMore();
    expect(shown()).toEqual(range(0, 120));
  });

  it('BX-10: asks without related words once the user chose so, also in the next query, and keeps that', async () => {
    const asked = answerFrom(people);
    const kept: unknown[] = [];
    const search = (page: Page) => {
      asked.push(page);
      return Promise.resolve(makeResult([]));
    };
    const setPreference = (value: unknown) => Promise.resolve(void kept.push(value));
    provideApi(fakeApi({ candidates: { search }, app: { setPreference } }));
    const explorer = useExplorerStore();
    await explorer.setTerms([{ kind: 'KEYWORD', text: 'kok' }]);
    expect(explorer.query).not.toHaveProperty('variants');
    await explorer.setVariants(false);
    expect(asked.find((page) => page.query.variants === false)?.query.terms).toHaveLength(1);
    await explorer.clearAll();
    expect(explorer.query).toEqual({ ...EMPTY_QUERY, variants: false });
    await explorer.openQuery({ ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD', text: 'bakker' }] }, null, null);
    expect(explorer.query).not.toHaveProperty('variants');
    expect(kept).toEqual([{ key: 'candidates.variants', value: false }]);
    await explorer.setVariants(true);
    await explorer.clearAll();
    expect(explorer.query).toEqual(EMPTY_QUERY);
  });

  it('does not load people below a folded divider', async () => {
    const others = people.map((person, index) => ({ ...person, other: index >= 50 }));
    const asked: Page[] = [];
    const search = (page: Page) => {
      asked.push(page);
      const items = others.slice(page.offset, page.offset + page.limit);
      return Promise.resolve({ ...makeResult(items, 120), literal: 120, matching: 50 });
    };
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    await explorer.search();
    explorer.foldOthers(true);
    await explorer.loadMore();
    expect(asked).toHaveLength(1);
    explorer.foldOthers(false);
    await explorer.loadMore();
    expect(asked).toHaveLength(2);
  });

  it('keeps filters when the search changes, and clears them all at once (HW-FILT-06, HW-FILT-20)', async () => {
    answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.toggleFilter('drivingLicence', 'B');
    await explorer.toggleFilter('drivingLicence', 'C');
    await explorer.toggleFilter('workType', 'CARE');
    await explorer.setTerms([{ kind: 'KEYWORD', text: 'kok' }]);
    expect(explorer.filterCount).toBe(3);
    expect(explorer.query.filters).toEqual({ drivingLicence: ['B', 'C'], workType: ['CARE'] });
    await explorer.toggleFilter('drivingLicence', 'B');
    expect(explorer.query.filters.drivingLicence).toEqual(['C']);
    await explorer.clearFilters();
    expect(explorer.filterCount).toBe(0);
    expect(explorer.query.terms).toHaveLength(1);
  });

  it('starts a place with a radius of 25 km and keeps the one the user chose', async () => {
    answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.setPlace(DEN_HAAG);
    expect(explorer.query).toMatchObject({ placeId: DEN_HAAG.id, radiusKm: 25 });
    await explorer.setRadius(null);
    await explorer.setPlace({ ...DEN_HAAG, id: testId(901), name: 'Delft' });
    expect(explorer.query).toMatchObject({ placeId: testId(901), radiusKm: null });
  });

  it('says what to let go when nobody is found, with the number it would give', async () => {
    const search = ({ query }: Page) =>
      Promise.resolve(makeResult(query.terms.length === 0 ? people.slice(0, 7) : [], query.terms.length === 0 ? 7 : 0));
    provideApi(fakeApi({ candidates: { search } }));
    const explorer = useExplorerStore();
    await explorer.toggleFilter('workType', 'CARE');
    await explorer.setTerms([{ kind: 'KEYWORD', text: 'duikbootkapitein' }]);
    expect(explorer.relaxations.map(({ kind, total }) => [kind, total])).toEqual([['term', 7]]);
    const [best] = explorer.relaxations;
    if (best !== undefined) await explorer.relax(best);
    expect(explorer.total).toBe(7);
    expect(explorer.query.filters.workType).toEqual(['CARE']);
  });

  it('follows a changed weight at once, and forgets it with what it was about (BX-01)', async () => {
    const asked = answerFrom(people);
    const explorer = useExplorerStore();
    const lasser = { kind: 'OCCUPATION' as const, code: 'o1', label: 'Lasser', mode: 'MAY' as const };
    await explorer.setTerms([lasser]);
    await explorer.setWeight('OCCUPATION:o1', 'DOUBLE');
    await explorer.setWeight('FRESHNESS', 'NONE');
    expect(asked.at(-1)?.query.weights).toEqual({ 'OCCUPATION:o1': 'DOUBLE', FRESHNESS: 'NONE' });
    await explorer.setTerms([]);
    expect(asked.at(-1)?.query.weights).toEqual({ FRESHNESS: 'NONE' });
    await explorer.clearWeights();
    expect(asked.at(-1)?.query).not.toHaveProperty('weights');
    await explorer.setWeight('FRESHNESS', 'NONE');
    await explorer.clearAll();
    expect(asked.at(-1)?.query).toEqual(EMPTY_QUERY);
  });

  it('asks every page of a saved search with its id, and none once it is left (BX-06)', async () => {
    const asked = answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.openQuery({ ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD', text: 'kok' }] }, null, testId(700));
    await explorer.loadMore();
    await explorer.toggleFilter('workType', 'CARE');
    expect(asked.map((page) => page.savedSearchId)).toEqual([testId(700), testId(700), testId(700)]);
    expect(explorer.shownSearchId).toBe(testId(700));
    explorer.savedSearchId = null;
    await explorer.search();
    expect(asked.at(-1)).not.toHaveProperty('savedSearchId');
    expect(explorer.shownSearchId).toBeNull();
  });

  it('takes who is judged NO from the list and its numbers, and keeps the others', async () => {
    const rows = [makeSummary(1), makeSummary(2), makeSummary(3, { other: true })];
    provideApi(fakeApi({ candidates: { search: () => Promise.resolve(makeResult(rows)) } }));
    const explorer = useExplorerStore();
    await explorer.search();
    explorer.showJudgement(testId(2), 'LATER');
    expect(explorer.items[1]?.judgement).toBe('LATER');
    explorer.showJudgement(testId(2), 'NO');
    explorer.showJudgement(testId(3), 'NO');
    expect([explorer.items.map((item) => item.id), explorer.total, explorer.matching]).toEqual([[testId(1)], 1, 1]);
  });

  it('keeps the rows it has when a search fails, and says so', async () => {
    answerFrom(people);
    const explorer = useExplorerStore();
    await explorer.search();
    provideApi(fakeApi({ candidates: { search: () => refuse('De zoekindex wordt opnieuw opgebouwd') } }));
    await explorer.search();
    expect(explorer.failure?.message).toBe('De zoekindex wordt opnieuw opgebouwd');
    expect(explorer.items).toHaveLength(50);
  });
});
