import { Parser } from 'htmlparser2';
import { escapeHtml } from '../shared/page-shell.ts';
import { CUT, localName, type DataNode } from './linked-data.ts';

/** What a page holds that is of use here. */
export interface PageItems {
  /** Texts of its JSON-LD blocks. */
  readonly blocks: readonly string[];
  /** Microdata and RDFa, the outermost ones. */
  readonly items: readonly DataNode[];
  readonly links: readonly string[];
  /** The page asks not to be listed. */
  readonly noIndex: boolean;
  /** It ends inside a block; an item in which it ends is marked `CUT`. */
  readonly cut: boolean;
}

type Item = Record<string, unknown[]>;

interface Frame {
  readonly depth: number;
  /** The item that begins here. */
  readonly item: Item | null;
  /** Properties that this element is the value of, and of which item. */
  readonly names: readonly string[];
  readonly owner: Item | null;
  /** Text is collected while null. */
  readonly given: string | null;
  text: string;
}

const MOST_TEXT = 200_000;
const MOST_LINKS = 5_000;
const MOST_ITEMS = 20_000;
const MOST_NESTED = 100;
/** Markup is kept in these; the others are text. */
const RICH = /^(description|responsibilities|qualifications|skills|jobBenefits|experienceRequirements)$/;
const KEPT_TAGS: ReadonlySet<string> = new Set(
  'p br ul ol li strong em b i h1 h2 h3 h4 h5 h6 a div section tr'.split(' '),
);
const HIDDEN: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript']);

/**
 * Reads a page in one pass, without building a tree: what it costs does not grow with how deep or how large it is. Nothing
 * in it is executed or loaded.
 */
export function pageItems(html: string): PageItems {
  const reader = new PageReader();
  const parser = new Parser(reader, { lowerCaseTags: true, lowerCaseAttributeNames: true });
  parser.write(html);
  reader.ending = true;
  parser.end();
  return reader.result();
}

class PageReader {
  /** From here on the parser closes what the page left open. */
  ending = false;
  readonly #blocks: string[] = [];
  readonly #items: DataNode[] = [];
  readonly #links = new Set<string>();
  readonly #frames: Frame[] = [];
  #depth = 0;
  #hidden = 0;
  #block: string | null = null;
  #count = 0;
  #noIndex = false;
  #cut = false;

  result(): PageItems {
    const [blocks, items] = [this.#blocks, this.#items];
    return { blocks, items, links: [...this.#links], noIndex: this.#noIndex, cut: this.#cut };
  }

  onopentag(name: string, attributes: Record<string, string>): void {
    this.#depth++;
    if (name === 'script' && /^\s*application\/ld\+json/i.test(attributes['type'] ?? '')) this.#block = '';
    if (HIDDEN.has(name)) this.#hidden++;
    if (name === 'meta') this.#readRobots(attributes);
    if (name === 'a' && this.#links.size < MOST_LINKS && attributes['href']) this.#links.add(attributes['href']);
    this.#mark(name, attributes, false);
    this.#open(name, attributes);
  }

  ontext(text: string): void {
    if (this.#block !== null) this.#block += text;
    else if (this.#hidden === 0) this.#collect(text, escapeHtml(text));
  }

  onclosetag(name: string, isImplied: boolean): void {
    if (name === 'script' && this.#block !== null) {
      if (isImplied || this.ending) this.#cut = true;
      else this.#blocks.push(this.#block);
      this.#block = null;
    }
    if (HIDDEN.has(name) && this.#hidden > 0) this.#hidden--;
    const frame = this.#frames.at(-1);
    if (frame?.depth === this.#depth) {
      this.#frames.pop();
      this.#close(frame);
    }
    this.#mark(name, {}, true);
    this.#depth--;
  }

  onend(): void {
    this.#frames.length = 0;
  }

  #readRobots({ name = '', content = '' }: Record<string, string>): void {
    if (/^(robots|hallowerkbot)$/i.test(name) && /\b(noindex|none)\b/i.test(content)) this.#noIndex = true;
  }

  #open(name: string, attributes: Record<string, string>): void {
    const owner = this.#frames.findLast((frame) => frame.item !== null)?.item ?? null;
    const names = owner === null ? [] : propertyNames(attributes);
    const item = itemOf(attributes);
    if ((item === null && names.length === 0) || this.#count++ > MOST_ITEMS) return;
    if (this.#frames.length >= MOST_NESTED) return;
    const given = item === null ? givenValue(name, attributes) : null;
    this.#frames.push({ depth: this.#depth, item, names, owner, given, text: '' });
  }

  #close({ item, names, owner, given, text }: Frame): void {
    if (item !== null && this.ending) item[CUT] = [true];
    if (item !== null && names.length === 0) this.#items.push(item);
    const value = item ?? given ?? text.trim();
    for (const name of names) (owner![name] ??= []).push(value);
  }

  #collect(text: string, markup: string): void {
    for (const frame of this.#frames) {
      if (frame.names.length === 0 || frame.item !== null || frame.given !== null) continue;
      if (frame.text.length < MOST_TEXT) frame.text += frame.names.some((name) => RICH.test(name)) ? markup : text;
    }
  }

  /** Tags inside a text of which the markup is kept. */
  #mark(name: string, { href }: Record<string, string>, isEnd: boolean): void {
    if (this.#frames.length === 0 || !KEPT_TAGS.has(name)) return;
    const link = !isEnd && href !== undefined ? ` href="${escapeHtml(href)}"` : '';
    this.#collect(/^(br|p|li|div|tr)$/.test(name) ? ' ' : '', isEnd ? `</${name}>` : `<${name}${link}>`);
  }
}

function itemOf(attributes: Record<string, string>): Item | null {
  const type = attributes['itemtype'] ?? attributes['typeof'];
  if (attributes['itemscope'] === undefined && attributes['typeof'] === undefined) return null;
  const types = (type ?? '').split(/\s+/).filter((one) => one !== '');
  return Object.assign(Object.create(null) as Item, { '@type': types.map(localName) });
}

/** `og:title` and the like are properties of the page, not of an item. */
function propertyNames(attributes: Record<string, string>): readonly string[] {
  const names = (attributes['itemprop'] ?? attributes['property'] ?? '').split(/\s+/);
  return names.map(localName).filter((name) => /^[A-Za-z]\w{0,60}$/.test(name));
}

/** The value that stands in an attribute; null when it is the text of the element. */
function givenValue(name: string, attributes: Record<string, string>): string | null {
  if (attributes['content'] !== undefined) return attributes['content'];
  if (name === 'meta') return '';
  if (name === 'time' || name === 'data' || name === 'meter') {
    return attributes['datetime'] ?? attributes['value'] ?? null;
  }
  if (name === 'a' || name === 'area' || name === 'link') return attributes['href'] ?? null;
  return name === 'img' ? (attributes['src'] ?? null) : null;
}
