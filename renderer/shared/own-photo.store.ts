import { defineStore } from 'pinia';
import { ref } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';

/** The photo of the signed-in user, in memory only; initials stand where there is none or it could not be fetched. */
export const useOwnPhotoStore = defineStore('own-photo', () => {
  /** For an `img`; null: none. */
  const url = ref<string | null>(null);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  function show(photo: Blob | null): void {
    if (url.value !== null) URL.revokeObjectURL(url.value);
    url.value = photo === null ? null : URL.createObjectURL(photo);
  }

  async function load(): Promise<void> {
    const mine = ++sequence;
    try {
      const photo = await api().ownAccount.photo();
      if (mine !== sequence) return;
      show(photo);
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    }
  }

  function forget(): void {
    sequence++;
    failure.value = null;
    show(null);
  }

  return { url, failure, load, forget };
});
