import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../../api/api-error.ts';
import { api } from '../../api/app-api.ts';
import { useLocalDataStore } from '../../shared/local-data.store.ts';

export interface FileQuestion {
  readonly candidateId: string;
  readonly fileId: string;
}

export type FileState =
  | { readonly state: 'none' }
  | { readonly state: 'loading' }
  /** `url`: for an img or a video, until the next question. */
  | { readonly state: 'ready'; readonly file: Blob; readonly url: string }
  | { readonly state: 'failed'; readonly failure: ApiFailure };

const NONE: FileState = { state: 'none' };

/**
 * The file that is asked for, in memory for as long as somebody looks at it. A question that is replaced is cancelled, and
 * one that failed without connection is asked again when there is one.
 */
export function useCandidateFile(question: () => FileQuestion | null): {
  readonly file: Readonly<ShallowRef<FileState>>;
  readonly retry: () => void;
} {
  const file = shallowRef<FileState>(NONE);
  const localData = useLocalDataStore();
  let asking: AbortController | null = null;

  function forget(): void {
    asking?.abort();
    asking = null;
    if (file.value.state === 'ready') URL.revokeObjectURL(file.value.url);
    file.value = NONE;
  }

  async function ask(asked: FileQuestion): Promise<void> {
    const mine = (asking = new AbortController());
    file.value = { state: 'loading' };
    try {
      const answer = await api().candidates.file({ ...asked }, { signal: mine.signal });
      if (mine === asking) file.value = { state: 'ready', file: answer, url: URL.createObjectURL(answer) };
    } catch (error) {
      if (mine === asking) file.value = { state: 'failed', failure: toApiFailure(error) };
    }
  }

  function retry(): void {
    const asked = question();
    forget();
    if (asked !== null) void ask(asked);
  }

  watch(() => [question()?.candidateId, question()?.fileId], retry, { immediate: true });
  watch(
    () => localData.offline,
    (offline) => {
      const { value } = file;
      if (!offline && value.state === 'failed' && value.failure.code === 'OFFLINE') retry();
    },
  );
  onScopeDispose(forget);
  return { file, retry };
}
