import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { vi } from 'vitest';
import type { Me } from '@hallowerk/contract/accounts/account.ts';
import { DEFAULT_RIGHTS } from '@hallowerk/contract/accounts/default-rights.ts';
import App from '../App.vue';
import { provideApi } from '../api/app-api.ts';
import { i18n } from '../app/i18n.ts';
import { installNavigation } from '../app/navigation.ts';
import { createAppRouter } from '../app/router.ts';
import { start } from '../app/start.ts';
import { createAppVuetify } from '../app/vuetify.ts';
import { fakeApi, type FakeAnswers } from './fake-api.ts';
import { testId } from './make-candidate.ts';

export const TEST_ME: Me = {
  id: testId(800),
  fullName: 'Noor Jansen',
  email: 'noor@voorbeeld.example',
  role: 'EMPLOYER',
  roleName: null,
  rights: [...DEFAULT_RIGHTS.EMPLOYER],
  organizationName: 'Bakkerij Voorbeeld',
  municipalityName: 'Haaglanden',
  regionCodes: ['R01'],
};

/** Sizes the window, as dragging its corner does; media queries answer at once. Width and height in CSS pixels. */
export function resizeWindow(width: number, height = 900): void {
  const { happyDOM } = window as unknown as {
    happyDOM: { setViewport: (size: { width: number; height: number }) => void };
  };
  happyDOM.setViewport({ width, height });
}

/** The whole program with its real routes, for a user who is signed in, at an address such as `/candidates/favourites`. */
export async function mountAppAt(address: string, answers: FakeAnswers = {}, forget: () => void = () => undefined) {
  // The page of these tests cannot be zoomed; Vuetify asks for the viewport when it opens a menu.
  vi.stubGlobal('visualViewport', null);
  const signedIn = { state: () => Promise.resolve({ state: 'signed-in' as const, me: TEST_ME }) };
  provideApi(fakeApi({ ...answers, accounts: { ...signedIn, ...answers.accounts } }));
  const pinia = createPinia();
  setActivePinia(pinia);
  window.location.hash = `#${address}`;
  const router = createAppRouter();
  installNavigation(router, start(), forget);
  const wrapper = mount(App, {
    attachTo: document.body,
    global: { plugins: [pinia, i18n, createAppVuetify(), router] },
  });
  await router.isReady();
  await vi.waitFor(() => {
    if (!wrapper.find('h1.title').exists()) throw new Error('no page yet');
  });
  return { wrapper, router };
}
