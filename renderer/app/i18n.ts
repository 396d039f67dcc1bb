import { createI18n } from 'vue-i18n';
import en from '../locales/en.json';
import nl from '../locales/nl.json';

export type Messages = typeof nl;

/** Dutch first; English complete as second language (a test compares the keys). */
export const i18n = createI18n<[Messages], 'nl' | 'en', false>({
  legacy: false,
  locale: 'nl',
  fallbackLocale: 'nl',
  messages: { nl, en },
});
