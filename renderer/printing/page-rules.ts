/** Words in the margins of every sheet. */
export interface PageMargins {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  /** `pagina {page} van {pages}`: the two marks become counters. */
  readonly bottomRight: string;
}

/** A profile in a print of several: which sheets are his, and how many they are. */
export interface PrintedPart {
  /** Letters, digits and hyphens: the name of his sheets in the style sheet. */
  readonly key: string;
  readonly name: string;
  readonly pages: number;
}

/** A CSS string: quotes, backslashes and line ends escaped, so that no name can end it. */
export function cssString(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replace(/[\n\r\f]/g, ' ');
  return `"${escaped}"`;
}

/** The `@page` rule of an A4 sheet with margin boxes, 18 mm all round. */
export function pageRule({ topLeft, topRight, bottomLeft, bottomRight }: PageMargins): string {
  return `@page { size: A4; margin: 18mm;
    ${box('top-left', cssString(topLeft))}
    ${box('top-right', cssString(topRight))}
    ${box('bottom-left', cssString(bottomLeft))}
    ${box('bottom-right', counted(bottomRight, 'counter(page)', 'counter(pages)'))} }`;
}

/**
 * The rules of a print of several profiles: on each sheet whose it is, and its number within that profile. A style sheet
 * can count the sheets of one profile but does not know beforehand how many will come; that is `pages`.
 */
export function partRules(margins: PageMargins, parts: readonly PrintedPart[]): string {
  const own = parts.map(({ key, name, pages }) => {
    const number = counted(margins.bottomRight, `counter(${key})`, cssString(String(pages)));
    return `@page ${key} { counter-increment: ${key};
    ${box('bottom-left', cssString([name, margins.bottomLeft].join(' · ')))}
    ${box('bottom-right', number)} }
  #${key} { page: ${key}; }`;
  });
  return [pageRule(margins), ...own].join('\n');
}

function counted(words: string, page: string, pages: string): string {
  return words
    .split(/(\{page\}|\{pages\})/)
    .filter((part) => part !== '')
    .map((part) => (part === '{page}' ? page : part === '{pages}' ? pages : cssString(part)))
    .join(' ');
}

function box(name: string, content: string): string {
  return `@${name} { content: ${content}; font: 9pt sans-serif; color: #000; }`;
}
