/** Number of avatar colours in `styles/tokens.css` (`--avatar-0` …). */
export const AVATAR_COLOURS = 10;

/** Two letters at most: the first of the first word and of the last word that starts with a capital. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0];
  if (first === undefined) return '';
  const last = words.slice(1).findLast((word) => /^\p{Lu}/u.test(word));
  return [first, last]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase('nl');
}

/** The same colour for the same person, on every machine: FNV-1a over the id. */
export function avatarColour(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193) >>> 0;
  return hash % AVATAR_COLOURS;
}
