import sanitizeHtml from 'sanitize-html';
import { escapeHtml } from '../shared/page-shell.ts';

/** Raised with every change of what is allowed; what an older one cleaned is cleaned again. */
export const CLEANED_BY = 1;
export const MOST_HTML = 20_000;
/** A description of this length is somebody's mistake; the rest of it is not read. */
const MOST_READ = 100_000;

const renamed = (name: string): sanitizeHtml.Transformer => sanitizeHtml.simpleTransform(name, {});
const RULES: sanitizeHtml.IOptions = {
  allowedTags: ['p', 'br', 'ul', 'ol', 'li', 'strong', 'em', 'h3', 'h4', 'a'],
  allowedAttributes: { a: ['href', 'rel'] },
  allowedSchemes: ['https', 'mailto'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  nestingLimit: 30,
  transformTags: {
    b: renamed('strong'),
    i: renamed('em'),
    ...{ h1: renamed('h3'), h2: renamed('h3'), h5: renamed('h4'), h6: renamed('h4') },
    ...{ div: renamed('p'), section: renamed('p'), article: renamed('p'), tr: renamed('p') },
    a: (tagName, { href = '' }) => ({ tagName, attribs: { href, rel: 'noopener nofollow' } }),
  },
  exclusiveFilter: ({ tag, text }) => tag !== 'br' && text.trim() === '',
};
const SETTLED_AFTER = 8;

/** HTML of a stranger as text with a few harmless tags (security §5.10). Cleaning it again changes nothing. */
export function cleanHtml(html: string): string {
  let cleaned = html.slice(0, MOST_READ).replaceAll('\0', '').toWellFormed();
  if (looksEscaped(cleaned)) cleaned = unescaped(cleaned);
  const settled = limited(/<[a-z][^>]*>/i.test(cleaned) ? cleaned : paragraphs(cleaned));
  // Text of which no tag was left is a paragraph: without a tag it would be taken for text that was never cleaned.
  return settled === '' || TAG.test(settled) ? settled : limited(`<p>${settled}</p>`);
}

const TAG = /<[a-z]/;

/** Taking one element away can make the one around it empty: until nothing changes. */
function limited(html: string): string {
  let cleaned = html;
  for (let round = 0; round < SETTLED_AFTER; round++) {
    const next = sanitizeHtml(cleaned, RULES).trim();
    if (next === cleaned) break;
    cleaned = next;
  }
  if (cleaned.length <= MOST_HTML) return cleaned;
  // Not inside a tag or an entity; the open elements get their end when it is cleaned.
  const part = cleaned.slice(0, MOST_HTML - 500).replace(/(<[^>]*|&\w*)$/, '');
  return limited(part);
}

/** Some systems put HTML into JSON or XML as text, escaped once more. */
const looksEscaped = (text: string): boolean => !/<[a-z]/i.test(text) && /&lt;\/?[a-z][^&]*&gt;/i.test(text);

function unescaped(text: string): string {
  const known: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_all, name: string) => known[name]!);
}

/** Text without markup: an empty line begins a paragraph. */
function paragraphs(text: string): string {
  const parts = text.replaceAll('\r\n', '\n').split(/\n\s*\n/);
  const kept = parts.map((part) => part.trim()).filter((part) => part !== '');
  return kept.map((part) => `<p>${escapeHtml(plain(part)).replaceAll('\n', '<br />')}</p>`).join('');
}

/** Entities as characters, so that they are not escaped twice. */
function plain(text: string): string {
  return plainText(text.replaceAll('<', '&lt;'));
}

/** HTML as text on one or more lines, for values that hold no markup. */
export function plainText(html: string): string {
  const stripped = sanitizeHtml(html.slice(0, MOST_READ), { allowedTags: [], allowedAttributes: {} });
  return unescaped(stripped).replaceAll('\u00a0', ' ').trim();
}
