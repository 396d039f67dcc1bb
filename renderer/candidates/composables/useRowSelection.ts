import type { CandidateSummary } from '@hallowerk/contract/candidates/candidate-search.ts';
import { ref } from 'vue';

export interface RowSelection {
  /** The rows as they stand; null for the divider. */
  readonly itemAt: (index: number) => CandidateSummary | null;
  readonly indexOf: (id: string) => number;
  readonly isChecked: (id: string) => boolean;
  readonly check: (items: readonly CandidateSummary[], on: boolean) => void;
}

/**
 * Choosing rows one by one or as a range. A range runs from the row that was chosen last (the anchor) and follows the
 * other end: what it no longer reaches is not chosen any more.
 */
export function useRowSelection({ itemAt, indexOf, isChecked, check }: RowSelection) {
  const anchor = ref<string | null>(null);
  const end = ref<string | null>(null);

  function between(a: number, b: number): readonly CandidateSummary[] {
    const items: CandidateSummary[] = [];
    for (let index = Math.min(a, b); index <= Math.max(a, b); index += 1) {
      const item = itemAt(index);
      if (item !== null) items.push(item);
    }
    return items;
  }

  function toggle(index: number): void {
    const item = itemAt(index);
    if (item === null) return;
    anchor.value = item.id;
    end.value = item.id;
    check([item], !isChecked(item.id));
  }

  /** @param from The row where a range starts when there is none yet. */
  function extendTo(index: number, from: number): void {
    const known = anchor.value === null ? -1 : indexOf(anchor.value);
    const start = known >= 0 ? known : from;
    const last = end.value === null ? start : indexOf(end.value);
    const range = between(start, index);
    const reached = new Set(range.map(({ id }) => id));
    const left = last < 0 || known < 0 ? [] : between(start, last).filter(({ id }) => !reached.has(id));
    if (left.length > 0) check(left, false);
    check(range, true);
    anchor.value = itemAt(start)?.id ?? null;
    end.value = itemAt(index)?.id ?? end.value;
  }

  /** The next range starts anew. */
  function letGo(): void {
    anchor.value = null;
    end.value = null;
  }

  return { toggle, extendTo, letGo };
}
