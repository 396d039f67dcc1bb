import type { CandidateSummary, Judgement } from '@hallowerk/contract/candidates/candidate-search.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { makeSavedSearch } from '../testing/make-saved-search.ts';
import { useExplorerStore } from './explorer.store.ts';
import { useJudgementsStore } from './judgements.store.ts';

const SEARCH = makeSavedSearch(1);
let kept: Map<string, Judgement | null>;
let refusing: boolean;
let gate: Promise<void>;

/** A core that keeps judgements, and leaves out who was judged NO. */
function core() {
  const people = [makeSummary(1, { judgement: 'LATER' }), makeSummary(2), makeSummary(3)];
  const judged = (item: CandidateSummary) => ({ ...item, judgement: kept.get(item.id) ?? null });
  return fakeApi({
    candidates: {
      search: () => Promise.resolve(makeResult(people.map(judged).filter(({ judgement }) => judgement !== 'NO'))),
      judge: async ({ candidateId, value }) => {
        await gate;
        if (refusing) return refuse('Dit kan nu niet');
        kept.set(candidateId, value);
      },
    },
  });
}

async function openSearch() {
  const explorer = useExplorerStore();
  await explorer.openQuery(SEARCH.query, null, SEARCH.id);
  const rows = () => explorer.items.map(({ id, judgement }) => `${Number(id.slice(-2))}:${judgement ?? ''}`);
  const item = (index: number) => explorer.items[index] as CandidateSummary;
  return { explorer, judgements: useJudgementsStore(), rows, item };
}

describe('judgements', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    kept = new Map([[testId(1), 'LATER']]);
    refusing = false;
    gate = Promise.resolve();
    provideApi(core());
  });

  it('show before core has kept them', async () => {
    const waiting = later<undefined>();
    gate = waiting.promise;
    const { judgements, rows, item } = await openSearch();
    const done = judgements.judge(item(1), 'INTERESTING');
    expect(rows()).toEqual(['1:LATER', '2:INTERESTING', '3:']);
    waiting.resolve(undefined);
    await done;
    expect(kept.get(testId(2))).toBe('INTERESTING');
  });

  it('hide who is judged NO, and bring him back with what was thought before', async () => {
    const { explorer, judgements, rows, item } = await openSearch();
    await judgements.judge(item(0), 'NO');
    expect(rows()).toEqual(['2:', '3:']);
    expect(explorer.total).toBe(2);
    expect(judgements.hidden?.item.name).toBe('Kandidaat 1');
    await judgements.undo();
    expect(rows()).toEqual(['1:LATER', '2:', '3:']);
    expect(judgements.hidden).toBeNull();
  });

  it('put the row back when core refuses, and say why', async () => {
    refusing = true;
    const { judgements, rows, item } = await openSearch();
    await judgements.judge(item(1), 'NO');
    expect(rows()).toEqual(['1:LATER', '2:', '3:']);
    expect(judgements.hidden).toBeNull();
    expect(judgements.failure?.message).toBe('Dit kan nu niet');
  });

  it('do not exist without a saved search', async () => {
    const { explorer, judgements, rows, item } = await openSearch();
    explorer.savedSearchId = null;
    await judgements.judge(item(1), 'NO');
    expect(rows()).toEqual(['1:LATER', '2:', '3:']);
    expect(kept.size).toBe(1);
  });
});
