import type { DeviceDecision, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** Devices of the municipality as the server last listed them, for its administrators. */
export const useDevicesStore = defineStore('devices', () => {
  const devices = shallowRef<readonly DeviceStatus[]>([]);
  /** When the list was last fetched; null before the first time. */
  const fetchedAt = ref<string | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  async function load(): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const { items } = await api().devices.list();
      if (mine !== sequence) return;
      devices.value = items;
      fetchedAt.value = new Date().toISOString();
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** Carries a decision out and shows the device as it is then; null, or why it was not carried out. */
  async function decide(id: string, decision: DeviceDecision): Promise<ApiFailure | null> {
    try {
      const changed = await api().devices.decide({ id, decision });
      // A list that is on its way was made before this.
      sequence++;
      loading.value = false;
      devices.value = devices.value.map((device) => (device.id === id ? changed : device));
      return null;
    } catch (error) {
      return toApiFailure(error);
    }
  }

  return { devices, fetchedAt, loading, failure, load, decide };
});
