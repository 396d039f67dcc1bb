import { computed, nextTick, onBeforeUnmount, shallowRef } from 'vue';
import { useRoute } from 'vue-router';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { useAppInfoStore } from '../shared/app-info.store.ts';
import { useLanguage } from '../shared/composables/useLanguage.ts';
import { formatDate } from '../shared/formatting/dates.ts';
import type { PageMargins } from './page-rules.ts';
import { recordPrint } from './record-print.ts';

/**
 * What every print view does: its title, the words in the margins, and saying that it is complete. The host that makes a
 * PDF waits for `data-print-ready`; with `?dialog=1` or `/dialog` at the end the page opens the print dialog itself,
 * which is recorded. Title and address hold no personal data.
 */
export function usePrintView(dialog: () => string) {
  const { t, language } = useLanguage();
  const route = useRoute();
  const appInfo = useAppInfoStore();
  const recordFailure = shallowRef<ApiFailure | null>(null);
  const sheet = new CSSStyleSheet();
  const productName = computed(() => appInfo.info?.productName ?? '');

  onBeforeUnmount(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    delete document.documentElement.dataset['printReady'];
  });

  function setTitle(title: string): void {
    document.title = `${title} – ${productName.value}`;
  }

  /** `footer`: what stands at the bottom left instead of that it is confidential. */
  function margins(municipalityName: string, footer?: string): PageMargins {
    return {
      topLeft: municipalityName,
      topRight: formatDate(new Date().toISOString(), language.value),
      bottomLeft: footer ?? t('print.footer', { product: productName.value }),
      bottomRight: t('print.pages', { page: '{page}', pages: '{pages}' }),
    };
  }

  /**
   * Once everything is on the page. `rules` is asked for when the fonts are there. `ids`: candidates on the paper, which
   * is recorded; null when there are none.
   */
  async function finish(ids: readonly string[] | null, rules: () => string): Promise<void> {
    await nextTick();
    await document.fonts.ready;
    sheet.replaceSync(rules());
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((other) => other !== sheet), sheet];
    document.documentElement.dataset['printReady'] = 'true';
    if (dialog() === '' && route.query['dialog'] !== '1') return;
    try {
      if (ids !== null) await recordPrint(ids);
      window.print();
    } catch (error) {
      recordFailure.value = toApiFailure(error);
    }
  }

  return { productName, setTitle, margins, finish, recordFailure };
}
