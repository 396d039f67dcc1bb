import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import { provideApi } from '../api/app-api.ts';
import { fakeApi, later, refuse } from '../testing/fake-api.ts';
import { makeSummary, testId } from '../testing/make-candidate.ts';
import { useFavouritesStore } from './favourites.store.ts';

const ID = testId(1);

describe('favourites', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('shows the star at once, with a clock until it was sent', async () => {
    const kept = later<undefined>();
    provideApi(fakeApi({ candidates: { setFavourite: () => kept.promise } }));
    const favourites = useFavouritesStore();
    const click = favourites.set(ID, true);
    expect(favourites.isFavourite(ID, false)).toBe(true);
    expect(favourites.pending.has(ID)).toBe(true);
    kept.resolve(undefined);
    await click;
    favourites.allSent();
    expect(favourites.pending.has(ID)).toBe(false);
    expect(favourites.isFavourite(ID, false)).toBe(true);
  });

  it('puts the star back and says why when core refuses', async () => {
    provideApi(fakeApi({ candidates: { setFavourite: () => refuse('Dit profiel is niet meer zichtbaar') } }));
    const favourites = useFavouritesStore();
    await favourites.set(ID, true);
    expect(favourites.isFavourite(ID, false)).toBe(false);
    expect(favourites.pending.size).toBe(0);
    expect(favourites.toggleFailure?.message).toBe('Dit profiel is niet meer zichtbaar');
  });

  it('follows the cache again after a fresh read, but not over a click under way', async () => {
    const kept = later<undefined>();
    const answers = [Promise.resolve(undefined), kept.promise];
    provideApi(fakeApi({ candidates: { setFavourite: () => answers.shift() ?? refuse('') } }));
    const favourites = useFavouritesStore();
    await favourites.set(ID, true);
    const second = favourites.set(testId(2), true);
    favourites.forgetSettled();
    expect(favourites.isFavourite(ID, false)).toBe(false);
    expect(favourites.isFavourite(testId(2), false)).toBe(true);
    kept.resolve(undefined);
    await second;
  });

  it('takes the clock from a row that was sent, while another still waits', async () => {
    let waits = true;
    provideApi(
      fakeApi({
        candidates: {
          favourites: () =>
            Promise.resolve({
              total: 2,
              items: [
                { candidateId: testId(1), candidate: makeSummary(1), pending: waits },
                { candidateId: testId(2), candidate: null, pending: true },
              ],
            }),
        },
      }),
    );
    const favourites = useFavouritesStore();
    await favourites.load();
    expect([...favourites.pending]).toEqual([testId(1), testId(2)]);
    waits = false;
    await favourites.load();
    expect([...favourites.pending]).toEqual([testId(2)]);
  });

  it('pages by twenty and sorts from the first page (HW-FAV-06, HW-FAV-07)', async () => {
    const asked: { offset: number; limit: number; sort: string }[] = [];
    const rows = Array.from({ length: 45 }, (_, index) => ({
      candidateId: testId(index),
      candidate: makeSummary(index),
      pending: index === 44,
    }));
    provideApi(
      fakeApi({
        candidates: {
          favourites: (page) => {
            asked.push(page);
            return Promise.resolve({ total: rows.length, items: rows.slice(page.offset, page.offset + page.limit) });
          },
        },
      }),
    );
    const favourites = useFavouritesStore();
    await favourites.load();
    expect(favourites.pageCount).toBe(3);
    await favourites.goTo(2);
    expect(favourites.rows).toHaveLength(5);
    expect(favourites.pending.has(testId(44))).toBe(true);
    await favourites.goTo(9);
    await favourites.sortBy('name-desc');
    expect(asked.map(({ offset, sort }) => [offset, sort])).toEqual([
      [0, 'name-asc'],
      [40, 'name-asc'],
      [40, 'name-asc'],
      [0, 'name-desc'],
    ]);
  });
});
