import type { DeviceDecision, DeviceStatus } from '@hallowerk/contract/devices/device-status.ts';
import { defineStore } from 'pinia';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

/** Devices of the municipality as the server last listed them, for its administrators. */
export const useDevicesStore = defineStore('devices', () => {
  const {
    answer: devices,
    put,
    ...list
  } = useAnswer<readonly DeviceStatus[]>(async () => (await api().devices.list()).items, []);

  /** Carries a decision out and shows the device as it is then; null, or why it was not carried out. */
  async function decide(id: string, decision: DeviceDecision): Promise<ApiFailure | null> {
    try {
      const changed = await api().devices.decide({ id, decision });
      put(devices.value.map((device) => (device.id === id ? changed : device)));
      return null;
    } catch (error) {
      return toApiFailure(error);
    }
  }

  return { devices, ...list, decide };
});
