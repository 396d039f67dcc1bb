import { mdiFormatListBulleted, mdiMapOutline } from '@mdi/js';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCommands } from '../../shared/composables/useCommands.ts';
import { useShortcut } from '../../shared/composables/useShortcut.ts';
import { usePreferencesStore } from '../../shared/preferences.store.ts';

export const RESULTS_VIEWS = ['list', 'map'] as const;
export type ResultsView = (typeof RESULTS_VIEWS)[number];

const KEY = 'candidates.results-view';

/** List or map, remembered; by button, by `k` and from the palette. */
export function useResultsView() {
  const { t } = useI18n();
  const preferences = usePreferencesStore();
  const view = computed(() => preferences.choice(KEY, RESULTS_VIEWS, 'list'));
  const other = computed<ResultsView>(() => (view.value === 'list' ? 'map' : 'list'));

  function show(wanted: ResultsView): void {
    void preferences.set(KEY, wanted);
  }

  useShortcut('k', () => show(other.value), 'shortcuts.map');
  useCommands(() => [
    {
      id: 'results.view',
      label: t(other.value === 'map' ? 'map.toMap' : 'map.toList'),
      words: t('commands.words.map'),
      icon: other.value === 'map' ? mdiMapOutline : mdiFormatListBulleted,
      run: () => show(other.value),
    },
  ]);

  return { view, show };
}
