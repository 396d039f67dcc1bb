/** Lower case, without diacritics: what counts as the same while somebody types. */
export function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
