const DUTCH = new Intl.DisplayNames(['nl'], { type: 'language', fallback: 'none' });
const names = new Map<string, string>();

/** Dutch name of a language by ISO 639-3 code, or the code itself where nobody knows a name. */
export function languageName(code: string): string {
  const known = names.get(code);
  if (known !== undefined) return known;
  const name = DUTCH.of(code) ?? code;
  names.set(code, name);
  return name;
}
