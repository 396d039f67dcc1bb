import type { Me } from '@hallowerk/contract/accounts/account.ts';
import type { HomeOverview } from '@hallowerk/contract/vacancies/vacancies.desktop.ts';
import { defineStore } from 'pinia';
import { computed } from 'vue';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

interface Home {
  readonly me: Me | null;
  readonly overview: HomeOverview;
}

/** What Home shows; held only while that page is there. */
export const useHomeStore = defineStore('home', () => {
  const { answer, ...state } = useAnswer<Home | null>(async () => {
    const [account, overview] = await Promise.all([api().accounts.state(), api().vacancies.home()]);
    return { me: account.state === 'signed-in' ? account.me : null, overview };
  }, null);
  return {
    me: computed(() => answer.value?.me ?? null),
    overview: computed(() => answer.value?.overview ?? null),
    ...state,
  };
});
