import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Parser } from 'htmlparser2';
import { isGzip } from './document-kind.ts';
import { OutsideError } from './outside-address.ts';

export interface MapEntry {
  readonly url: string;
  /** As written; compared, never read as a time. */
  readonly lastModified: string | null;
}

export interface SiteMap {
  readonly pages: readonly MapEntry[];
  /** Maps that this one is the index of. */
  readonly maps: readonly string[];
}

/** The limit of the protocol. */
const MOST_ENTRIES = 50_000;
const MOST_BYTES = 50_000_000;
const unzip = promisify(gunzip);

/**
 * A site map or its index, as XML or as plain lines, packed or not. Entities of a document type are not known and nothing
 * is loaded. @throws {OutsideError} `SITEMAP`, `LARGE` when it unpacks to more than 50 MB
 */
export async function readSiteMap(body: Uint8Array): Promise<SiteMap> {
  const text = new TextDecoder().decode(isGzip(body) ? await unpacked(body) : body).trim();
  if (text === '') throw new OutsideError('SITEMAP');
  return text.startsWith('<') ? readXml(text) : readLines(text);
}

async function unpacked(body: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(body, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new OutsideError(isLarge ? 'LARGE' : 'SITEMAP', { cause: error });
  }
}

function readLines(text: string): SiteMap {
  const lines = text.split(/\s+/).filter((line) => /^https?:/.test(line));
  if (lines.length === 0) throw new OutsideError('SITEMAP');
  return { pages: lines.slice(0, MOST_ENTRIES).map((url) => ({ url, lastModified: null })), maps: [] };
}

function readXml(text: string): SiteMap {
  const pages: MapEntry[] = [];
  const maps: string[] = [];
  const entry = { loc: '', lastmod: '' };
  let root = '';
  let field: 'loc' | 'lastmod' | null = null;
  const parser = new Parser(
    {
      onopentag: (name) => {
        const local = name.replace(/^.*:/, '');
        if (root === '') root = local;
        if (local === 'url' || local === 'sitemap') Object.assign(entry, { loc: '', lastmod: '' });
        // The address of a picture has a name of its own space.
        field = name === 'loc' || name === 'lastmod' ? name : null;
      },
      ontext: (part) => {
        if (field !== null && entry[field].length < 2000) entry[field] += part;
      },
      onclosetag: (name, isImplied) => {
        field = null;
        const url = entry.loc.trim();
        if (isImplied || url === '' || pages.length + maps.length >= MOST_ENTRIES) return;
        if (name === 'sitemap') maps.push(url);
        if (name === 'url') pages.push({ url, lastModified: entry.lastmod.trim() || null });
      },
    },
    { xmlMode: true },
  );
  parser.end(text);
  if (root !== 'urlset' && root !== 'sitemapindex') throw new OutsideError('SITEMAP');
  return { pages, maps };
}
