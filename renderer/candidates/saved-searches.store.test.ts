import type { SavedSearchRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeResult, makeSummary, testId } from '../testing/make-candidate.ts';
import { makeSavedSearch } from '../testing/make-saved-search.ts';
import { useExplorerStore } from './explorer.store.ts';
import { useSavedSearchesStore } from './saved-searches.store.ts';

const DELFT = { id: testId(900), name: 'Delft', detail: 'Zuid-Holland', kind: 'PLACE' as const };
const one = makeSavedSearch(1);
const two = makeSavedSearch(2, {
  query: { ...one.query, placeId: DELFT.id, radiusKm: 10, weights: { DISTANCE: 'DOUBLE' } },
});

let rows: SavedSearchRow[];
let calls: string[];
const note = (name: string, input: object) => {
  calls.push(`${name} ${JSON.stringify(input)}`);
  return Promise.resolve(undefined);
};

function provide(changes: Partial<DesktopApi['candidates']> = {}): void {
  provideApi(
    fakeApi({
      candidates: {
        savedSearches: () => Promise.resolve(rows),
        search: () => Promise.resolve(makeResult([makeSummary(1, { fresh: true })])),
        place: ({ id }) => Promise.resolve(id === DELFT.id ? DELFT : null),
        visitSearch: (input) => note('visit', input),
        markSearch: (input) => note('mark', input),
        ...changes,
      },
    }),
  );
}

describe('saved searches', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    rows = [one, two];
    calls = [];
    provide();
  });

  it('open with all their elements, place, radius and weights', async () => {
    const saved = useSavedSearchesStore();
    const explorer = useExplorerStore();
    await saved.load();
    await saved.open(two);
    expect(explorer.query).toEqual(two.query);
    expect(explorer.place).toEqual(DELFT);
    expect(saved.current?.name).toBe('Zoekopdracht 2');
    expect(saved.changed).toBe(false);
    await explorer.setRadius(25);
    expect(saved.changed).toBe(true);
    await explorer.setRadius(10);
    expect(saved.changed).toBe(false);
  });

  it('count as visited when the user leaves them, not while he looks', async () => {
    const saved = useSavedSearchesStore();
    await saved.load();
    await saved.open(one);
    expect(calls).toEqual([]);
    await saved.open(two);
    expect(calls).toEqual([`visit {"id":"${one.id}"}`]);
    await saved.close();
    expect(calls).toEqual([`visit {"id":"${one.id}"}`, `visit {"id":"${two.id}"}`]);
    expect(useExplorerStore().savedSearchId).toBeNull();
    expect(useExplorerStore().query).toEqual(two.query);
  });

  it('are not visited when nothing of them was on screen, or nothing can be written', async () => {
    provide({ search: () => refuse('De zoekindex wordt opnieuw opgebouwd') });
    const saved = useSavedSearchesStore();
    await saved.load();
    await saved.open(one);
    saved.leave();
    provide();
    await saved.open(one);
    useLocalDataStore().readOnly = true;
    saved.leave();
    expect(calls).toEqual([]);
  });

  it('run without a place that does not exist any more, and say so', async () => {
    rows = [makeSavedSearch(3, { query: { ...one.query, placeId: testId(901), radiusKm: 10 } })];
    const saved = useSavedSearchesStore();
    await saved.load();
    await saved.open(rows[0] as SavedSearchRow);
    expect(saved.placeLost).toBe(true);
    expect(useExplorerStore().query).toMatchObject({ placeId: null, radiusKm: null });
    expect(useExplorerStore().items).toHaveLength(1);
    saved.leave();
    expect(saved.placeLost).toBe(false);
  });

  it('open the one that was chosen last, however late the place of another comes', async () => {
    const slow = later<typeof DELFT>();
    provide({ place: () => slow.promise });
    const saved = useSavedSearchesStore();
    await saved.load();
    const first = saved.open(two);
    await saved.open(one);
    slow.resolve(DELFT);
    await first;
    expect(saved.current?.id).toBe(one.id);
    expect(useExplorerStore().place).toBeNull();
  });

  it('keep the query on screen as a new one, which is open and seen from then on', async () => {
    const saved = useSavedSearchesStore();
    const asked: unknown[] = [];
    provide({
      saveSearch: (input) => {
        asked.push(input);
        rows = [...rows, makeSavedSearch(3, { query: input.query })];
        return Promise.resolve({ id: testId(703) });
      },
    });
    await useExplorerStore().setTerms([{ kind: 'KEYWORD', text: 'lasser' }]);
    expect(await saved.saveNew({ name: 'Lassers', scope: 'ORGANIZATION' })).toBe(true);
    expect(asked).toEqual([{ id: null, name: 'Lassers', scope: 'ORGANIZATION', query: useExplorerStore().query }]);
    expect(calls).toEqual([`visit {"id":"${testId(703)}"}`]);
    expect(saved.current?.id).toBe(testId(703));
    expect(saved.changed).toBe(false);
  });

  it('change their name without their query, and their query when asked', async () => {
    const saved = useSavedSearchesStore();
    const asked: unknown[] = [];
    provide({
      saveSearch: (input) => {
        asked.push(input.query);
        return Promise.resolve({ id: one.id });
      },
    });
    await useExplorerStore().setTerms([{ kind: 'KEYWORD', text: 'lasser' }]);
    await saved.saveAgain(one, { name: 'Nieuw', scope: 'PRIVATE' }, false);
    await saved.saveAgain(one, { name: 'Nieuw', scope: 'PRIVATE' }, true);
    expect(asked).toEqual([one.query, useExplorerStore().query]);
  });

  it('are pinned and watched in the program, by name of what changed only', async () => {
    const saved = useSavedSearchesStore();
    await saved.setPinned(one, true);
    await saved.setWatch(one, 'EMAIL_DAILY');
    await saved.setWatch(one, 'OFF');
    expect(calls).toEqual([
      `mark {"id":"${one.id}","pinned":true}`,
      `mark {"id":"${one.id}","watch":"EMAIL_DAILY"}`,
      `mark {"id":"${one.id}","watch":"OFF"}`,
    ]);
  });

  it('leave the query on screen when their owner takes them away, and say which it was', async () => {
    const saved = useSavedSearchesStore();
    await saved.load();
    await saved.open(one);
    rows = [two];
    await saved.load();
    expect(saved.goneName).toBe('Zoekopdracht 1');
    expect(useExplorerStore().savedSearchId).toBeNull();
    expect(useExplorerStore().query).toEqual(one.query);
    expect(calls).toEqual([]);
  });

  it('stay as they are when an action is refused, and say why', async () => {
    provide({ deleteSearch: () => refuse('Dit kan nu niet'), savedSearches: () => Promise.resolve(rows) });
    const saved = useSavedSearchesStore();
    await saved.load();
    expect(await saved.remove(one)).toBe(false);
    expect(saved.actionFailure?.message).toBe('Dit kan nu niet');
    expect(saved.rows).toHaveLength(2);
  });
});
