import 'vuetify/styles';
import { createVuetify } from 'vuetify';
import { aliases, mdi } from 'vuetify/iconsets/mdi-svg';
import { THEMES } from './theme.ts';

/** The nonce of this page's Content-Security-Policy; the host puts it in the meta tag. */
export function cspNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
}

export function createAppVuetify() {
  const nonce = cspNonce();
  return createVuetify({
    icons: { defaultSet: 'mdi', aliases, sets: { mdi } },
    theme: {
      defaultTheme: 'light',
      themes: THEMES,
      ...(nonce === undefined ? {} : { cspNonce: nonce }),
    },
    display: { mobileBreakpoint: 900 },
    defaults: {
      global: { ripple: false },
      VBtn: { variant: 'text', size: 'small', rounded: 'md' },
      VMenu: { transition: false, offset: 4, attach: true },
      VDialog: { transition: false },
    },
  });
}
