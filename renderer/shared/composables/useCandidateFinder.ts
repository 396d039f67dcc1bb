import { EMPTY_QUERY, type CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { PAGE_SIZE } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { api } from '../../api/app-api.ts';
import { matchesWords, plainWords } from '../commands/rank-commands.ts';

const MOST_FOUND = 7;
const SHORTEST = 2;
const LONGEST = 100;

/**
 * Candidates whose name holds the typed words, at most seven, from the data on this device. A search that is under way is
 * cancelled when the text changes; `failed` says that the last one gave no answer. Every key asks at once: the answer comes
 * from this device, and waiting first would go off the 50 ms of BX-09.
 */
export function useCandidateFinder(text: Ref<string>) {
  const found = shallowRef<readonly CandidateSummary[]>([]);
  const failed = shallowRef(false);
  let running = new AbortController();

  async function find(keyword: string): Promise<void> {
    const { signal } = running;
    try {
      const query = { ...EMPTY_QUERY, terms: [{ kind: 'KEYWORD' as const, text: keyword }], variants: false };
      const { items } = await api().candidates.search({ query, offset: 0, limit: PAGE_SIZE }, { signal });
      if (signal.aborted) return;
      const words = plainWords(keyword);
      found.value = items.filter(({ name }) => matchesWords(words, name)).slice(0, MOST_FOUND);
    } catch {
      // What went wrong has no remedy here: the explorer says it with its way out. A cancelled search is no failure.
      if (!signal.aborted) failed.value = true;
    }
  }

  watch(text, (now) => {
    running.abort();
    running = new AbortController();
    found.value = [];
    failed.value = false;
    const keyword = now.trim().slice(0, LONGEST);
    if (plainWords(keyword).join('').length >= SHORTEST) void find(keyword);
  });
  onScopeDispose(() => running.abort());

  return { found, failed };
}
