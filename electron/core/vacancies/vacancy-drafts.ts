import type { OutboxRepository } from '#db/sync/outbox.repository.ts';
import { VacancyDraftSchema, type VacancyDraft } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import type { Clock } from '../clock.ts';

/** Followed by `new` or the id of a vacancy. */
const DRAFT_PREFIX = 'vacancy-draft.';

export interface VacancyDraftsService {
  /** Null without one, or with one of another version of the program. */
  draft(input: { key: string }): VacancyDraft | null;
  setDraft(input: { key: string; draft: Omit<VacancyDraft, 'savedAt'> }): void;
  discardDraft(input: { key: string }): void;
}

/** Drafts of vacancies, encrypted on this device beside the preferences: from the first keystroke until saved or given up. */
export function createVacancyDrafts(
  local: Pick<OutboxRepository, 'preferences' | 'setPreference'>,
  clock: Pick<Clock, 'now'>,
): VacancyDraftsService {
  return {
    draft({ key }) {
      const found = VacancyDraftSchema.safeParse(local.preferences()[DRAFT_PREFIX + key]);
      return found.success ? found.data : null;
    },
    setDraft: ({ key, draft }) => {
      const savedAt = new Date(clock.now()).toISOString();
      local.setPreference(DRAFT_PREFIX + key, { ...draft, savedAt });
    },
    discardDraft: ({ key }) => local.setPreference(DRAFT_PREFIX + key, null),
  };
}
