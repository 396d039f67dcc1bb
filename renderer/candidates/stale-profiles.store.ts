import {
  MOST_ASKED,
  type ConfirmationRequest,
  type ConfirmationsAsked,
  type StaleMonths,
  type StaleProfile,
} from '@hallowerk/contract/candidates/confirmation.ts';
import { defineStore } from 'pinia';
import { computed, ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { usePagedAnswer } from '../shared/composables/usePagedAnswer.ts';

export const STALE_PAGE_SIZE = 50;

/** Outdated profiles of the own region, and whom was asked to confirm (BX-07). Names are held while the page is open. */
export const useStaleProfilesStore = defineStore('stale-profiles', () => {
  const months = ref<StaleMonths>(6);
  const { startOver, ...list } = usePagedAnswer<StaleProfile>(STALE_PAGE_SIZE, (part) =>
    api().candidates.staleProfiles({ ...part, months: months.value }),
  );
  /** When each was asked last; null while the server has not said. */
  const requests = shallowRef<ReadonlyMap<string, ConfirmationRequest> | null>(null);
  const requestsFailure = ref<ApiFailure | null>(null);
  /** By id, with the name: also of rows on other pages. */
  const chosen = shallowRef<ReadonlyMap<string, string>>(new Map());
  const asking = ref(false);
  const askFailure = ref<ApiFailure | null>(null);
  /** What came of the last question, with the names of those who were refused. */
  const outcome = shallowRef<{ asked: number; refused: readonly { name: string; reason: string }[] } | null>(null);

  const room = computed(() => MOST_ASKED - chosen.value.size);

  async function loadRequests(): Promise<void> {
    try {
      const { items } = await api().candidates.confirmationRequests();
      requests.value = new Map(items.map((item) => [item.candidateId, item]));
      requestsFailure.value = null;
    } catch (error) {
      requestsFailure.value = toApiFailure(error);
    }
  }

  function setMonths(next: StaleMonths): Promise<void> {
    months.value = next;
    chosen.value = new Map();
    return startOver();
  }

  /** Above `MOST_ASKED` nobody is added. */
  function choose(profiles: readonly Pick<StaleProfile, 'id' | 'name'>[], on: boolean): void {
    const next = new Map(chosen.value);
    for (const { id, name } of profiles) {
      if (!on) next.delete(id);
      else if (next.size < MOST_ASKED) next.set(id, name);
    }
    chosen.value = next;
  }

  /** Asks these; their names are for the answer. A failure stands in `askFailure`, and nothing is chosen off. */
  async function ask(names: ReadonlyMap<string, string>): Promise<void> {
    if (asking.value || names.size === 0) return;
    asking.value = true;
    outcome.value = null;
    askFailure.value = null;
    try {
      settle(await api().candidates.requestConfirmations({ ids: [...names.keys()] }), names);
    } catch (error) {
      askFailure.value = toApiFailure(error);
    } finally {
      asking.value = false;
    }
  }

  function settle({ asked, refused }: ConfirmationsAsked, names: ReadonlyMap<string, string>): void {
    outcome.value = {
      asked: asked.length,
      refused: refused.map(({ candidateId, reason }) => ({ name: names.get(candidateId) ?? '', reason })),
    };
    requests.value = new Map([...(requests.value ?? []), ...asked.map((item) => [item.candidateId, item] as const)]);
    chosen.value = new Map([...chosen.value].filter(([id]) => !names.has(id)));
  }

  /** The page is left: no names are held. */
  function close(): void {
    list.close();
    requests.value = null;
    chosen.value = new Map();
    outcome.value = null;
    requestsFailure.value = null;
    askFailure.value = null;
  }

  return {
    ...list,
    ...{ months, requests, requestsFailure, chosen, room, asking, askFailure, outcome },
    ...{ loadRequests, setMonths, choose, ask, close },
  };
});
