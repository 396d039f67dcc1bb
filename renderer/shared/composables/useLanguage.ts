import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { Language } from '../formatting/dates.ts';

/** Translation together with the language for dates, numbers and code lists. */
export function useLanguage() {
  const { t, locale } = useI18n();
  const language = computed<Language>(() => (locale.value === 'en' ? 'en' : 'nl'));
  return { t, language };
}
