import type { DesktopApi } from '@hallowerk/contract/desktop.ts';
import { defineStore } from 'pinia';
import { ref } from 'vue';
import { api } from '../api/app-api.ts';

/** A number of pixels between two bounds. */
export interface SizeBounds {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

/** Small JSON. */
export type PreferenceValue = Parameters<DesktopApi['app']['setPreference']>[0]['value'];

/** Layout and taste of this user on this device; core keeps them. */
export const usePreferencesStore = defineStore('preferences', () => {
  const values = ref<Readonly<Record<string, unknown>>>({});

  async function load(): Promise<void> {
    values.value = await api().app.preferences();
  }

  /** Shown at once; kept by core in the background. @throws ORPCError when core refuses the value. */
  async function set(key: string, value: PreferenceValue): Promise<void> {
    values.value = { ...values.value, [key]: value };
    await api().app.setPreference({ key, value });
  }

  function size(key: string, bounds: SizeBounds): number {
    const value = values.value[key];
    if (typeof value !== 'number' || !Number.isFinite(value)) return bounds.fallback;
    return Math.min(bounds.max, Math.max(bounds.min, Math.round(value)));
  }

  function flag(key: string, fallback: boolean): boolean {
    const value = values.value[key];
    return typeof value === 'boolean' ? value : fallback;
  }

  /** One of `choices`; `fallback` when nothing or something else was kept. */
  function choice<const C extends string>(key: string, choices: readonly C[], fallback: C): C {
    const value = values.value[key];
    return choices.find((candidate) => candidate === value) ?? fallback;
  }

  return { values, load, set, size, flag, choice };
});
