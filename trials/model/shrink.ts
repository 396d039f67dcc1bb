/**
 * The smallest part of a failing history that still fails, by leaving out ever smaller pieces. Histories have a least
 * length on purpose, so the library's own shrinking, which keeps it, would leave forty commands of noise.
 */
export async function shrinkHistory<T>(
  history: readonly T[],
  stillFails: (part: readonly T[]) => Promise<boolean>,
  deadline: () => boolean,
): Promise<readonly T[]> {
  let smallest = history;
  let piece = Math.ceil(history.length / 2);
  while (piece >= 1) {
    let start = 0;
    let shorter = false;
    while (start < smallest.length) {
      if (deadline()) return smallest;
      const part = [...smallest.slice(0, start), ...smallest.slice(start + piece)];
      if (await stillFails(part)) {
        smallest = part;
        shorter = true;
      } else {
        start += piece;
      }
    }
    if (!shorter || piece > 1) piece = piece === 1 ? 0 : Math.ceil(piece / 2);
  }
  return smallest;
}
