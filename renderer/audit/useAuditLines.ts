import type { AuditLine, AuditPage } from '@hallowerk/contract/audit/audit.ts';
import { ref, shallowRef } from 'vue';
import { toApiFailure, type ApiFailure } from '../api/api-error.ts';

/**
 * Lines of the audit trail, a page at a time below each other. `ask` gets the number to go on before; only the newest
 * question counts.
 */
export function useAuditLines(ask: (before: number | undefined) => Promise<AuditPage>) {
  const lines = shallowRef<readonly AuditLine[]>([]);
  /** Where the next page begins; null at the end. */
  const next = ref<number | null>(null);
  const answeredAt = ref<string | null>(null);
  const loading = ref(false);
  const failure = ref<ApiFailure | null>(null);
  let sequence = 0;

  async function fetchPage(before: number | undefined, keep: readonly AuditLine[]): Promise<void> {
    const mine = ++sequence;
    loading.value = true;
    try {
      const page = await ask(before);
      if (mine !== sequence) return;
      lines.value = [...keep, ...page.items];
      next.value = page.next;
      answeredAt.value = new Date().toISOString();
      failure.value = null;
    } catch (error) {
      if (mine === sequence) failure.value = toApiFailure(error);
    } finally {
      if (mine === sequence) loading.value = false;
    }
  }

  /** From the newest line. */
  const load = (): Promise<void> => fetchPage(undefined, []);
  async function loadMore(): Promise<void> {
    if (next.value !== null && !loading.value) await fetchPage(next.value, lines.value);
  }

  return { lines, next, answeredAt, loading, failure, load, loadMore };
}
