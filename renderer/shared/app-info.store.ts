import type { AppInfo } from '@hallowerk/contract/app/app.desktop.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '../api/app-api.ts';

/** What this installation is: product name, host, demo or not. Read once at the start. */
export const useAppInfoStore = defineStore('app-info', () => {
  const info = ref<AppInfo | null>(null);

  async function load(): Promise<void> {
    info.value = await api().app.info();
  }

  return { info, load };
});
