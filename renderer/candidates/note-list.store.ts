import type { NOTE_SORTS, NoteListRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

export type NoteSort = (typeof NOTE_SORTS)[number];
export const WHOSE = ['all', 'own', 'others'] as const;
export type Whose = (typeof WHOSE)[number];
export const NOTES_PAGE_SIZE = 20;

/** The overview of notes of all candidates (HW-NOTE). What was asked stays while the window lives; the texts do not. */
export const useNoteListStore = defineStore('note-list', () => {
  const rows = shallowRef<readonly NoteListRow[]>([]);
  const total = ref(0);
  const page = ref(0);
  const sort = ref<NoteSort>('newest');
  const whose = ref<Whose>('all');
  const text = ref('');
  const loading = ref(false);
  const answered = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  const pageCount = computed(() => Math.max(1, Math.ceil(total.value / NOTES_PAGE_SIZE)));
  const isFiltered = computed(() => text.value.trim() !== '' || whose.value !== 'all');

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const answer = await api().candidates.listNotes({
        offset: page.value * NOTES_PAGE_SIZE,
        limit: NOTES_PAGE_SIZE,
        sort: sort.value,
        whose: whose.value,
        text: text.value.trim(),
      });
      if (mine !== sequence) return;
      rows.value = answer.items;
      total.value = answer.total;
      answered.value = true;
      failure.value = null;
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

  function ask(change: { sort?: NoteSort; whose?: Whose; text?: string }): Promise<void> {
    sort.value = change.sort ?? sort.value;
    whose.value = change.whose ?? whose.value;
    text.value = change.text ?? text.value;
    page.value = 0;
    return load();
  }

  /** Reads again after the cache changed; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    if (answered.value) await load();
  }

  /** The page is left: nothing of what was written is held. */
  function close(): void {
    sequence += 1;
    rows.value = [];
    answered.value = false;
    failure.value = null;
    loading.value = false;
  }

  return {
    rows,
    total,
    page,
    pageCount,
    sort,
    whose,
    text,
    isFiltered,
    loading,
    answered,
    failure,
    load,
    goTo,
    ask,
    refresh,
    close,
  };
});
