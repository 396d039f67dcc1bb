import type { SavedFile } from '@hallowerk/contract/candidates/candidate-export.ts';
import type { ErasureDecision, ErasureRequest } from '@hallowerk/contract/privacy/erasure.ts';
import { defineStore } from 'pinia';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';
import { api } from '../api/app-api.ts';
import { useAnswer } from '../shared/composables/useAnswer.ts';

export type Done<T> =
  { readonly value: T; readonly failure: null } | { readonly value: null; readonly failure: ApiFailure };

/** Requests of candidates about their data, as the server last listed them; and what the administrator does with them. */
export const usePrivacyRequestsStore = defineStore('privacy-requests', () => {
  const {
    answer: requests,
    put,
    ...list
  } = useAnswer<readonly ErasureRequest[]>(async () => (await api().privacy.erasureRequests()).items, []);

  function show(changed: ErasureRequest): ErasureRequest {
    const others = requests.value.filter(({ id }) => id !== changed.id);
    const at = requests.value.findIndex(({ id }) => id === changed.id);
    put(at === -1 ? [changed, ...others] : others.toSpliced(at, 0, changed));
    return changed;
  }

  /** `id`: the same for a second try, so that it is one request. */
  const create = (id: string, candidateId: string, reason: string) =>
    attempt(async () => show(await api().privacy.createErasureRequest({ id, candidateId, reason })));
  const decide = (id: string, decision: ErasureDecision, ground: string) =>
    attempt(async () => show(await api().privacy.decideErasureRequest({ id, decision, ground })));
  const allowReturn = (id: string) => attempt(async () => show(await api().privacy.allowReturn({ id })));
  const makeFile = (candidateId: string, reason: string) =>
    attempt(() => api().privacy.createSubjectFile({ candidateId, reason }));
  const setService = (id: string, ended: boolean) => attempt(() => api().privacy.setCandidateService({ id, ended }));
  const saveFile = (id: string, format: 'JSON' | 'PDF') =>
    attempt<SavedFile>(() => api().privacy.saveSubjectFile({ id, format }));
  const saveProof = (id: string) => attempt<SavedFile>(() => api().privacy.saveErasureProof({ id }));

  return { requests, ...list, create, decide, allowReturn, setService, makeFile, saveFile, saveProof };
});

async function attempt<T>(work: () => Promise<T>): Promise<Done<T>> {
  try {
    return { value: await work(), failure: null };
  } catch (error) {
    return { value: null, failure: toApiFailure(error) };
  }
}
