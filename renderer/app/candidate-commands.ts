import { mdiClose, mdiFilterOffOutline, mdiNoteTextOutline, mdiPrinterOutline, mdiStar, mdiStarOutline } from '@mdi/js';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { useRoute } from 'vue-router';
import { useProfileActions } from '../candidates/composables/useProfileActions.ts';
import { useExplorerStore } from '../candidates/explorer.store.ts';
import { useFavouritesStore } from '../candidates/favourites.store.ts';
import { useNotesStore } from '../candidates/notes.store.ts';
import { useProfileStore } from '../candidates/profile.store.ts';
import { NOTES_BUTTON_ID } from '../candidates/view-types.ts';
import { useCommands } from '../shared/composables/useCommands.ts';
import { useLocalDataStore } from '../shared/local-data.store.ts';

/** What can be done with the candidate on screen and with the search (BX-09). */
export function useCandidateCommands(): void {
  useProfileCommands();
  useSearchCommands();
}

function useProfileCommands(): void {
  const { t } = useI18n();
  const route = useRoute();
  const profile = useProfileStore();
  const favourites = useFavouritesStore();
  const notes = useNotesStore();
  const localData = useLocalDataStore();
  const { print } = useProfileActions();

  /** The store can still hold a profile of the page before. */
  const shown = computed(() => (profile.detail?.card.id === route.params['id'] ? profile.detail : null));

  function openNotes(): void {
    document.getElementById(NOTES_BUTTON_ID)?.focus();
    notes.panelOpen = true;
  }

  useCommands(() => {
    const detail = shown.value;
    if (detail === null) return [];
    const { id } = detail.card;
    const starred = favourites.isFavourite(id, detail.favourite);
    return [
      {
        id: 'candidate.favourite',
        label: starred ? t('favourites.removeTitle') : t('favourites.addTitle'),
        words: t('commands.words.star'),
        icon: starred ? mdiStar : mdiStarOutline,
        enabled: !localData.readOnly,
        run: () => favourites.set(id, !starred),
      },
      {
        id: 'candidate.notes',
        label: t('commands.notes'),
        words: t('commands.words.notes'),
        icon: mdiNoteTextOutline,
        enabled: !notes.panelOpen,
        run: openNotes,
      },
      {
        id: 'candidate.print',
        label: t('profile.print'),
        words: t('commands.words.print'),
        icon: mdiPrinterOutline,
        run: () => print(id),
      },
    ];
  });
}

function useSearchCommands(): void {
  const { t } = useI18n();
  const route = useRoute();
  const explorer = useExplorerStore();
  const onScreen = computed(() => route.name === 'candidates');

  useCommands(() => [
    {
      id: 'search.clear-filters',
      label: t('commands.clearFilters'),
      words: t('commands.words.clear'),
      icon: mdiFilterOffOutline,
      enabled: onScreen.value && explorer.filterCount > 0,
      run: () => explorer.clearFilters(),
    },
    {
      id: 'search.clear-all',
      label: t('commands.clearAll'),
      words: t('commands.words.clear'),
      icon: mdiClose,
      enabled: onScreen.value && !explorer.isEmptyQuery,
      run: () => explorer.clearAll(),
    },
  ]);
}
