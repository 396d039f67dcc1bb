import { FAVOURITES_PAGE_SIZE, type FavouriteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { FavouriteSort } from './view-types.ts';

/** Favourites of this user (HW-FAV): the overview, and the stars everywhere else. */
export const useFavouritesStore = defineStore('favourites', () => {
  const rows = shallowRef<readonly FavouriteRow[]>([]);
  const total = ref(0);
  const page = ref(0);
  const sort = ref<FavouriteSort>('name-asc');
  const loading = ref(false);
  const answered = ref(false);
  const failure = ref<ApiFailure | null>(null);
  /** Stars as just clicked, until the cache says the same. */
  const clicked = shallowRef<ReadonlyMap<string, boolean>>(new Map());
  /** Clicked and not sent to the server yet. */
  const pending = shallowRef<ReadonlySet<string>>(new Set());
  const toggleFailure = ref<ApiFailure | null>(null);
  const toggling = new Map<string, number>();
  let sequence = 0;
  let clicks = 0;

  const pageCount = computed(() => Math.max(1, Math.ceil(total.value / FAVOURITES_PAGE_SIZE)));

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const offset = page.value * FAVOURITES_PAGE_SIZE;
      const answer = await api().candidates.favourites({ offset, limit: FAVOURITES_PAGE_SIZE, sort: sort.value });
      if (mine !== sequence) return;
      rows.value = answer.items;
      total.value = answer.total;
      answered.value = true;
      failure.value = null;
      followPending(answer.items);
      if (page.value >= pageCount.value) await goTo(pageCount.value - 1);
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  function goTo(target: number): Promise<void> {
    page.value = Math.min(pageCount.value - 1, Math.max(0, target));
    return load();
  }

  function sortBy(next: FavouriteSort): Promise<void> {
    sort.value = next;
    page.value = 0;
    return load();
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

  return {
    rows,
    total,
    page,
    pageCount,
    sort,
    loading,
    answered,
    failure,
    pending,
    toggleFailure,
    load,
    goTo,
    sortBy,
    isFavourite,
    set,
    setMany,
    forgetSettled,
    allSent,
  };
});
