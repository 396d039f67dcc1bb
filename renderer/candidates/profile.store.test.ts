import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeDetail, testId } from '../testing/make-candidate.ts';
import { useProfileStore } from './profile.store.ts';

describe('the profile on screen', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('is the one clicked last, however slow the one before', async () => {
    const slow = later<CandidateDetail>();
    provideApi(
      fakeApi({ candidates: { get: ({ id }) => (id === testId(1) ? slow.promise : Promise.resolve(makeDetail(2))) } }),
    );
    const profile = useProfileStore();
    const first = profile.open(testId(1));
    await profile.open(testId(2));
    slow.resolve(makeDetail(1));
    await first;
    expect(profile.detail?.card.id).toBe(testId(2));
  });

  it('asks for physical capacity only when opened, and forgets it with the profile', async () => {
    let asked = 0;
    const physicalCapacity = () => {
      asked += 1;
      return Promise.resolve({ items: [{ activity: 'SITTING' as const, level: 'YES' as const }] });
    };
    provideApi(
      fakeApi({ candidates: { physicalCapacity, get: ({ id }) => Promise.resolve(makeDetail(Number(id.slice(-3)))) } }),
    );
    const profile = useProfileStore();
    await profile.open(testId(1));
    expect([asked, profile.capacity.state]).toEqual([0, 'closed']);
    await profile.openCapacity();
    expect([asked, profile.capacity.state]).toEqual([1, 'ready']);
    await profile.open(testId(2));
    expect([asked, profile.capacity.state]).toEqual([1, 'closed']);
  });

  it('keeps the code of a failure, so that offline can be said in its own words', async () => {
    provideApi(fakeApi({ candidates: { physicalCapacity: () => refuse('Geen verbinding met de server', 'OFFLINE') } }));
    const profile = useProfileStore();
    await profile.open(testId(1));
    await profile.openCapacity();
    expect(profile.capacity).toMatchObject({ state: 'failed', failure: { code: 'OFFLINE' } });
  });

  it('takes a profile off the screen that can no longer be seen', async () => {
    provideApi(fakeApi());
    const profile = useProfileStore();
    await profile.open(testId(1));
    provideApi(fakeApi({ candidates: { get: () => refuse('Niet gevonden', 'NOT_FOUND') } }));
    await profile.refresh();
    expect(profile.detail).toBeNull();
    expect(profile.failure?.code).toBe('NOT_FOUND');
  });
});
