import type { NoteRow } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { NoteDraft } from './note-drafts.store.ts';

/** A line of the panel: a note, or the place of one that was just deleted and can come back. */
export interface NoteLine {
  readonly note: NoteRow;
  readonly deleted: boolean;
}

interface DeletedNote {
  readonly note: NoteRow;
  readonly place: number;
}

/** The notes of one candidate (HW-NOTE), newest first. Nothing of them is held while the panel is closed. */
export const useNotesStore = defineStore('candidate-notes', () => {
  const panelOpen = ref(false);
  const candidateId = ref<string | null>(null);
  const rows = shallowRef<readonly NoteRow[]>([]);
  const deleted = shallowRef<readonly DeletedNote[]>([]);
  const answered = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  const lines = computed(() => mergeLines(rows.value, deleted.value));

  /** Shows the notes of somebody else, or of nobody. */
  async function follow(id: string | null): Promise<void> {
    if (candidateId.value === id) return;
    sequence += 1;
    candidateId.value = id;
    rows.value = [];
    deleted.value = [];
    answered.value = false;
    failure.value = null;
    await refresh();
  }

  /** Reads again after the cache changed; does nothing while nobody looks. */
  async function refresh(): Promise<void> {
    const id = candidateId.value;
    if (id === null) return;
    const mine = ++sequence;
    try {
      const answer = await api().candidates.notes({ candidateId: id });
      if (mine !== sequence) return;
      rows.value = answer;
      deleted.value = deleted.value.filter(({ note }) => !answer.some((row) => row.id === note.id));
      answered.value = true;
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    }
  }

  /** How many notes there are of a candidate; `known` is what the profile said. */
  function countOf(id: string, known: number): number {
    return answered.value && candidateId.value === id ? rows.value.length : known;
  }

  /** Kept on this device when it returns. @throws ORPCError INVALID_INPUT, NOT_FOUND, REFUSED. */
  async function add(id: string, draft: NoteDraft): Promise<void> {
    await api().candidates.addNote({ candidateId: id, text: draft.text.trim(), scope: draft.scope });
    await refresh();
  }

  /** Sends only what differs. @throws ORPCError INVALID_INPUT, NOT_FOUND, REFUSED. */
  async function edit(note: NoteRow, draft: NoteDraft): Promise<void> {
    const text = draft.text.trim();
    const changes = {
      ...(text === note.text ? {} : { text }),
      ...(draft.scope === note.scope ? {} : { scope: draft.scope }),
    };
    if (Object.keys(changes).length === 0) return;
    await api().candidates.editNote({ id: note.id, ...changes });
    await refresh();
  }

  /** Its place stays in the list, so that it can come back (HW-NOTE-08). @throws ORPCError NOT_FOUND, REFUSED. */
  async function remove(note: NoteRow): Promise<void> {
    const place = lines.value.findIndex((line) => line.note.id === note.id);
    await api().candidates.deleteNote({ id: note.id });
    if (candidateId.value !== note.candidateId) return;
    deleted.value = [...deleted.value, { note, place }].sort((a, b) => a.place - b.place);
    rows.value = rows.value.filter((row) => row.id !== note.id);
    await refreshWithout(note.id);
  }

  /** The answer may have been read before the deletion; then the place of the note is still worth keeping. */
  async function refreshWithout(id: string): Promise<void> {
    const kept = deleted.value;
    await refresh();
    if (rows.value.some((row) => row.id === id)) {
      rows.value = rows.value.filter((row) => row.id !== id);
      deleted.value = kept;
    }
  }

  /** Puts a deleted note back with its old text. @throws ORPCError NOT_FOUND, REFUSED. */
  async function restore(note: NoteRow): Promise<void> {
    await api().candidates.editNote({ id: note.id, text: note.text, scope: note.scope });
    deleted.value = deleted.value.filter((other) => other.note.id !== note.id);
    await refresh();
  }

  function close(): void {
    panelOpen.value = false;
  }

  return {
    panelOpen,
    candidateId,
    rows,
    lines,
    answered,
    failure,
    follow,
    refresh,
    countOf,
    add,
    edit,
    remove,
    restore,
    close,
  };
});

function mergeLines(rows: readonly NoteRow[], deleted: readonly DeletedNote[]): readonly NoteLine[] {
  const lines: NoteLine[] = rows.map((note) => ({ note, deleted: false }));
  for (const { note, place } of deleted) lines.splice(place, 0, { note, deleted: true });
  return lines;
}
