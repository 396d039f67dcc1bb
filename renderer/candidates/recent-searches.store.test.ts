import { EMPTY_QUERY, type CandidateQuery } from '@hallowerk/contract/candidates/candidate-search.ts';
import { PREFERENCE_MAX_LENGTH, PreferenceKeySchema } from '@hallowerk/contract/app/app.desktop.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { usePreferencesStore, type PreferenceValue } from '../shared/preferences.store.ts';
import { fakeApi, refuse } from '../testing/fake-api.ts';
import { testId } from '../testing/make-candidate.ts';
import { useRecentSearchesStore } from './recent-searches.store.ts';

const words = (...texts: readonly string[]): CandidateQuery => ({
  ...EMPTY_QUERY,
  terms: texts.map((text) => ({ kind: 'KEYWORD', text })),
});
const DELFT = { id: testId(900), name: 'Delft', detail: 'Zuid-Holland', kind: 'PLACE' as const };

let kept: Record<string, PreferenceValue>;
beforeEach(() => {
  kept = {};
  setActivePinia(createPinia());
  const setPreference = ({ key, value }: { key: string; value: PreferenceValue }) => {
    PreferenceKeySchema.parse(key);
    kept[key] = value;
    return Promise.resolve(undefined);
  };
  provideApi(fakeApi({ app: { preferences: () => Promise.resolve(kept), setPreference } }));
});
const textsOf = (recent: ReturnType<typeof useRecentSearchesStore>) =>
  recent.entries.map(({ query }) => query.terms.map((term) => (term.kind === 'KEYWORD' ? term.text : '')).join('+'));

describe('recent searches', () => {
  it('are the last ten, each once, the newest first, and are there after a restart', async () => {
    const recent = useRecentSearchesStore();
    for (let number = 1; number <= 12; number += 1) await recent.remember(words(`w${number}`), null);
    await recent.remember(words('w5'), DELFT);
    expect(textsOf(recent)).toEqual(['w5', 'w12', 'w11', 'w10', 'w9', 'w8', 'w7', 'w6', 'w4', 'w3']);
    setActivePinia(createPinia());
    await usePreferencesStore().load();
    expect(textsOf(useRecentSearchesStore())).toHaveLength(10);
    expect(useRecentSearchesStore().entries[0]?.place).toEqual(DELFT);
  });

  it('hold no step on the way to a longer query, and no empty one', async () => {
    const recent = useRecentSearchesStore();
    await recent.remember(words('bakker'), null);
    await recent.remember(words('kok'), null);
    await recent.remember(words('kok', 'horeca'), null);
    await recent.remember({ ...EMPTY_QUERY, radiusKm: 25 }, null);
    expect(textsOf(recent)).toEqual(['kok+horeca', 'bakker']);
  });

  it('are gone for good when the user clears them', async () => {
    const recent = useRecentSearchesStore();
    await recent.remember(words('kok'), null);
    await recent.clear();
    expect(recent.entries).toEqual([]);
    expect(Object.values(kept)).toEqual([null]);
  });

  it('let the oldest go when there is no room', async () => {
    const recent = useRecentSearchesStore();
    const long = (letter: string) =>
      words(...Array.from({ length: 20 }, (_, index) => `${letter}${index}`.padEnd(100, 'x')));
    for (const letter of 'abcdefghijkl') await recent.remember(long(letter), null);
    expect(JSON.stringify(Object.values(kept)[0]).length).toBeLessThanOrEqual(PREFERENCE_MAX_LENGTH);
    expect(recent.entries.length).toBeGreaterThan(3);
    expect(recent.entries[0]).toEqual({ query: long('l'), place: null });
  });

  it('leave out what another version wrote', () => {
    usePreferencesStore().values = {
      'candidates.recent-searches': [{ query: { terms: 'kok' } }, { query: words('kok'), place: null }, 7],
    };
    expect(textsOf(useRecentSearchesStore())).toEqual(['kok']);
  });

  it('say so when they cannot be kept', async () => {
    provideApi(fakeApi({ app: { setPreference: () => refuse('Dit is te lang om te bewaren') } }));
    const recent = useRecentSearchesStore();
    await recent.remember(words('kok'), null);
    expect(recent.failed).toBe(true);
  });
});
