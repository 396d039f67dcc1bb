import { FAVOURITES_PAGE_SIZE, type FavouriteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef, watch } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { usePagedAnswer } from '../shared/composables/usePagedAnswer.ts';
import type { FavouriteSort } from './view-types.ts';

/** Favourites of this user (HW-FAV): the overview, and the stars everywhere else. */
export const useFavouritesStore = defineStore('favourites', () => {
  const sort = ref<FavouriteSort>('name-asc');
  /** Stars as just clicked, until the cache says the same. */
  const clicked = shallowRef<ReadonlyMap<string, boolean>>(new Map());
  /** Clicked and not sent to the server yet. */
  const pending = shallowRef<ReadonlySet<string>>(new Set());
  const toggleFailure = ref<ApiFailure | null>(null);
  const toggling = new Map<string, number>();
  let clicks = 0;
  const { startOver, ...list } = usePagedAnswer<FavouriteRow>(FAVOURITES_PAGE_SIZE, (part) =>
    api().candidates.favourites({ ...part, sort: sort.value }),
  );
  watch(list.rows, followPending, { flush: 'sync' });

  function sortBy(next: FavouriteSort): Promise<void> {
    sort.value = next;
    return startOver();
  }

  /** What the star shows: the last click, or else what the cache said. */
  function isFavourite(id: string, known: boolean): boolean {
    return clicked.value.get(id) ?? known;
  }

  /** Changes the star at once and has core keep it; puts it back when core refuses. */
  async function set(id: string, on: boolean): Promise<void> {
    const mine = ++clicks;
    toggling.set(id, mine);
    clicked.value = new Map([...clicked.value, [id, on]]);
    pending.value = new Set([...pending.value, id]);
    toggleFailure.value = null;
    try {
      await api().candidates.setFavourite({ id, on });
    } catch (error) {
      toggleFailure.value = toApiFailure(error);
      if (toggling.get(id) === mine) forget(id);
    } finally {
      if (toggling.get(id) === mine) toggling.delete(id);
    }
  }

  /** Many at once, all or none; puts their stars back when core refuses, and says why. */
  async function setMany(ids: readonly string[], on: boolean): Promise<ApiFailure | null> {
    const mine = ++clicks;
    for (const id of ids) toggling.set(id, mine);
    clicked.value = new Map([...clicked.value, ...ids.map((id) => [id, on] as const)]);
    pending.value = new Set([...pending.value, ...ids]);
    try {
      await api().candidates.setFavourites({ ids: [...ids], on });
      return null;
    } catch (error) {
      for (const id of ids) if (toggling.get(id) === mine) forget(id);
      return toApiFailure(error);
    } finally {
      for (const id of ids) if (toggling.get(id) === mine) toggling.delete(id);
    }
  }

  function forget(id: string): void {
    clicked.value = new Map([...clicked.value].filter(([other]) => other !== id));
    pending.value = new Set([...pending.value].filter((other) => other !== id));
  }

  /** After a fresh read of the cache only clicks that are still under way count. */
  function forgetSettled(): void {
    clicked.value = new Map([...clicked.value].filter(([id]) => toggling.has(id)));
  }

  /** Nothing waits any more: everything was sent. */
  function allSent(): void {
    if (pending.value.size > 0) pending.value = new Set(toggling.keys());
  }

  /** Rows know best what waits; only a click under way knows better. */
  function followPending(found: readonly FavouriteRow[]): void {
    const next = new Set(pending.value);
    for (const { candidateId, pending: waits } of found) {
      if (waits) next.add(candidateId);
      else if (!toggling.has(candidateId)) next.delete(candidateId);
    }
    pending.value = next;
  }

  return { ...list, sort, pending, toggleFailure, sortBy, isFavourite, set, setMany, forgetSettled, allSent };
});
