import { mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import type { Component } from 'vue';
import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { provideApi } from '../api/app-api.ts';
import { i18n } from '../app/i18n.ts';
import { createAppVuetify } from '../app/vuetify.ts';
import { fakeApi } from './fake-api.ts';

/** Mounts a component in the page with everything the program gives it: locale, theme, stores, a fake core. */
export function mountWithApp(
  component: Component,
  props: Record<string, unknown> = {},
  api: DesktopApi = fakeApi(),
  /** Runs when the stores exist and the component does not yet. */
  prepare: () => void = () => undefined,
) {
  provideApi(api);
  const pinia = createPinia();
  setActivePinia(pinia);
  prepare();
  return mount(component, {
    props,
    attachTo: document.body,
    global: { plugins: [pinia, i18n, createAppVuetify()] },
  });
}
