/** Words in the margins of every sheet. */
export interface PageMargins {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  /** `pagina {page} van {pages}`: the two marks become counters. */
  readonly bottomRight: string;
}

/** A CSS string: quotes, backslashes and line ends escaped, so that no name can end it. */
export function cssString(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]/g, ' ');
  return `"${escaped}"`;
}

/** The `@page` rule of an A4 sheet with margin boxes, 18 mm all round. */
export function pageRule({ topLeft, topRight, bottomLeft, bottomRight }: PageMargins): string {
  const pages = bottomRight
    .split(/(\{page\}|\{pages\})/)
    .filter((part) => part !== '')
    .map((part) => (part === '{page}' ? 'counter(page)' : part === '{pages}' ? 'counter(pages)' : cssString(part)))
    .join(' ');
  const box = (name: string, content: string) => `@${name} { content: ${content}; font: 9pt sans-serif; color: #000; }`;
  return `@page { size: A4; margin: 18mm;
    ${box('top-left', cssString(topLeft))}
    ${box('top-right', cssString(topRight))}
    ${box('bottom-left', cssString(bottomLeft))}
    ${box('bottom-right', pages)} }`;
}
