const KEY_BITS = 2 ** 32;
const MAX_SCORE = 2 ** 19 - 1;

/**
 * The total order of results as one number, smallest first: literal hits, in them those above the divider, then the score,
 * then the key of the row. `scored` is points times two, plus one for those below the divider. Exact: 53 bits.
 */
export function sortKey(scored: number, isLiteral: boolean, pk: number): number {
  const points = Math.min(MAX_SCORE, scored >>> 1);
  const group = (isLiteral ? 0 : 2) + (scored & 1);
  return (group * (MAX_SCORE + 1) + (MAX_SCORE - points)) * KEY_BITS + pk;
}

export function pkOfSortKey(key: number): number {
  return key % KEY_BITS;
}

/** The `count` smallest keys in order, without sorting the rest. */
export function smallest(keys: Float64Array, count: number): Float64Array {
  if (count * 8 >= keys.length) return keys.slice().sort().subarray(0, count);
  const heap = keys.slice(0, count);
  for (let at = (count >> 1) - 1; at >= 0; at -= 1) sink(heap, at);
  for (let at = count; at < keys.length; at += 1) {
    const key = keys[at] as number;
    if (key >= (heap[0] as number)) continue;
    heap[0] = key;
    sink(heap, 0);
  }
  return heap.sort();
}

/** Restores the heap (greatest first) downwards from a place. */
function sink(heap: Float64Array, from: number): void {
  const key = heap[from] as number;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) > (heap[child] as number)) child += 1;
    if ((heap[child] as number) <= key) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = key;
}
