/** What stands between the quotation marks of a keyword that is one phrase; null for any other keyword. */
export function quotedText(text: string): string | null {
  return /^["“”„]([^"“”„]+)["“”„]$/.exec(text.trim())?.[1] ?? null;
}
