import { onBeforeUnmount, watch } from 'vue';
import { useExplorerStore } from '../explorer.store.ts';
import { goesOnFrom } from '../query-identity.ts';
import { useRecentSearchesStore } from '../recent-searches.store.ts';
import { useSavedSearchesStore } from '../saved-searches.store.ts';

/**
 * Keeps what was searched for: a query is a recent search once the user turns to another one or leaves the page, so that
 * the steps on the way to it are not. Leaving is a visit of the saved search that is open, too.
 */
export function useSearchTrail(): void {
  const explorer = useExplorerStore();
  const recent = useRecentSearchesStore();
  const saved = useSavedSearchesStore();

  watch(
    () => [explorer.query, explorer.place] as const,
    ([now], [query, place]) => {
      if (!goesOnFrom(query, now)) void recent.remember(query, place);
    },
  );

  function leave(): void {
    void recent.remember(explorer.query, explorer.place);
    void saved.visit();
  }
  window.addEventListener('pagehide', leave);
  onBeforeUnmount(() => {
    window.removeEventListener('pagehide', leave);
    leave();
  });
}
