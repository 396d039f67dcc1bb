import type { ScorePart } from '@hallowerk/contract/candidates/candidate-search.ts';
import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** Somebody to propose: `parts` is why he was found, empty without a search. */
export interface Proposable {
  readonly candidateId: string;
  readonly name: string;
  readonly parts: readonly ScorePart[];
}

/**
 * What the pages about candidates ask of the dialogs about vacancies, which stand in App.vue: proposing people for a
 * vacancy, and the vacancies that fit somebody.
 */
export const useProposingStore = defineStore('proposing', () => {
  /** Null while nobody is being proposed. `vacancyId`: chosen already. */
  const asked = shallowRef<{ readonly candidates: readonly Proposable[]; readonly vacancyId: string | null } | null>(
    null,
  );
  /** Null while no fitting vacancies are looked at. */
  const matching = shallowRef<Proposable | null>(null);

  function propose(candidates: readonly Proposable[], vacancyId: string | null = null): void {
    matching.value = null;
    asked.value = { candidates, vacancyId };
  }
  function match(candidate: Proposable): void {
    matching.value = candidate;
  }
  function close(): void {
    asked.value = null;
    matching.value = null;
  }

  return { asked, matching, propose, match, close };
});
