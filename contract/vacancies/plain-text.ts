const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Plain text as HTML that says the same. */
export function textToHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll('\n', '<br>');
}

/**
 * The words of an HTML text: paragraphs, items and breaks become line ends, everything else of the markup goes. The result
 * is text and is shown as text; it is never put on a screen as HTML.
 */
export function htmlToText(html: string): string {
  if (!/[<&]/u.test(html)) return html;
  return html
    .replace(/<(script|style)\b[^>]*>[\s\S]*?(?:<\/\1\s*>|$)/giu, '')
    .replace(/<li\b[^>]*>/giu, '\n- ')
    .replace(/<br\s*\/?>|<\/(?:p|div|h[1-6]|ul|ol)\s*>/giu, '\n')
    .replace(/<[a-z/!][^>]*>/giu, '')
    .replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/giu, decoded)
    .replace(/\n{3,}/gu, '\n\n');
}

function decoded(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
  const point = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
  return point > 0 && point <= 0x10_ff_ff && (point < 0xd8_00 || point > 0xdf_ff) ? String.fromCodePoint(point) : whole;
}
