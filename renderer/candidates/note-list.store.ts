import type { NOTE_SORTS, NoteListRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { api } from '../api/app-api.ts';
import { usePagedAnswer } from '../shared/composables/usePagedAnswer.ts';

export type NoteSort = (typeof NOTE_SORTS)[number];
export const WHOSE = ['all', 'own', 'others'] as const;
export type Whose = (typeof WHOSE)[number];
export const NOTES_PAGE_SIZE = 20;

/** The overview of notes of all candidates (HW-NOTE). What was asked stays while the window lives; the texts do not. */
export const useNoteListStore = defineStore('note-list', () => {
  const sort = ref<NoteSort>('newest');
  const whose = ref<Whose>('all');
  const text = ref('');
  const { startOver, ...list } = usePagedAnswer<NoteListRow>(NOTES_PAGE_SIZE, (part) =>
    api().candidates.listNotes({ ...part, sort: sort.value, whose: whose.value, text: text.value.trim() }),
  );
  const isFiltered = computed(() => text.value.trim() !== '' || whose.value !== 'all');

  function ask(change: { sort?: NoteSort; whose?: Whose; text?: string }): Promise<void> {
    sort.value = change.sort ?? sort.value;
    whose.value = change.whose ?? whose.value;
    text.value = change.text ?? text.value;
    return startOver();
  }

  return { sort, whose, text, isFiltered, ask, ...list };
});
