import { defineStore } from 'pinia';
import { ref } from 'vue';

/** What every page has to know of the local data of this user; the sync state of core decides. */
export const useLocalDataStore = defineStore('local-data', () => {
  /** Nothing can be changed now: the outbox is full (sync §2.17). */
  const readOnly = ref(false);
  /** The data are being fetched for the first time or built up again: who is missing may still come. */
  const filling = ref(false);
  /** The server cannot be reached now; what needs it says so before a click. */
  const offline = ref(false);

  return { readOnly, filling, offline };
});
