import type { CandidateDetail } from '@hallowerk/contract/candidates/candidates.desktop.ts';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import type { CapacityState } from './view-types.ts';

/** The one profile on screen. */
export const useProfileStore = defineStore('candidates-profile', () => {
  const id = ref<string | null>(null);
  const detail = shallowRef<CandidateDetail | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  const capacity = shallowRef<CapacityState>({ state: 'closed' });
  let sequence = 0;

  /** Shows another profile; the one before stays on screen until this one is there. */
  async function open(candidateId: string): Promise<void> {
    if (id.value === candidateId && (loading.value || detail.value?.card.id === candidateId)) return;
    id.value = candidateId;
    capacity.value = { state: 'closed' };
    await fetch(candidateId);
  }

  /** Reads it again after the cache changed. */
  async function refresh(): Promise<void> {
    if (id.value !== null) await fetch(id.value);
  }

  async function fetch(candidateId: string): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const answer = await api().candidates.get({ id: candidateId });
      if (mine !== sequence) return;
      detail.value = answer;
      failure.value = null;
    } catch (error) {
      if (mine !== sequence) return;
      detail.value = null;
      capacity.value = { state: 'closed' };
      failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  async function openCapacity(): Promise<void> {
    const candidateId = id.value;
    if (candidateId === null) return;
    capacity.value = { state: 'loading' };
    try {
      const { items } = await api().candidates.physicalCapacity({ id: candidateId });
      if (id.value === candidateId) capacity.value = { state: 'ready', items };
    } catch (error) {
      if (id.value === candidateId) capacity.value = { state: 'failed', failure: toApiFailure(error) };
    }
  }

  function close(): void {
    sequence += 1;
    id.value = null;
    detail.value = null;
    failure.value = null;
    loading.value = false;
    capacity.value = { state: 'closed' };
  }

  /** Electron only. Answers false when the user cancelled. @throws ORPCError REFUSED, NOT_FOUND. */
  async function savePdf(candidateId: string): Promise<boolean> {
    const { saved } = await api().candidates.savePdf({ id: candidateId });
    return saved;
  }

  return { id, detail, loading, failure, capacity, open, refresh, openCapacity, close, savePdf };
});
