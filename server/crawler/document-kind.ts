/** What is asked for; decides which types are believed. */
export type DocumentKind = 'PAGE' | 'FEED' | 'MAP' | 'ROBOTS';

const DECLARED: Readonly<Record<DocumentKind, RegExp>> = {
  PAGE: /^(text\/html|application\/xhtml\+xml)$/,
  FEED: /^application\/([\w.-]+\+)?json$/,
  MAP: /^(text\/(xml|plain)|application\/([\w.-]+\+)?(xml|gzip|x-gzip|octet-stream))$/,
  ROBOTS: /^text\/.+$/,
};
const LOOKED_AT = 512;

export const isGzip = (body: Uint8Array): boolean => body[0] === 0x1f && body[1] === 0x8b;

/** Whether the declared type is one of those asked for and the bytes are text, or a packed site map. */
export function isExpectedType(kind: DocumentKind, contentType: string, body: Uint8Array): boolean {
  const declared = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (declared !== '' && !DECLARED[kind].test(declared)) return false;
  if (kind === 'MAP' && isGzip(body)) return true;
  return isText(body);
}

/** Beginnings of pictures, documents, archives and programs. */
const MARKS = [
  '%PDF-',
  'PK\x03\x04',
  '\x89PNG',
  'GIF8',
  '\xff\xd8\xff',
  '\x7fELF',
  'MZ',
  '\x1f\x8b',
  'BZh',
  '\xfd7zXZ',
  'Rar!',
  'RIFF',
  '\xd0\xcf\x11\xe0',
];

/** UTF-16 with its mark is text too. */
function isText(body: Uint8Array): boolean {
  const start = Buffer.from(body.subarray(0, LOOKED_AT)).toString('latin1');
  if (start.startsWith('\xfe\xff') || start.startsWith('\xff\xfe')) return true;
  return !start.includes('\0') && !MARKS.some((mark) => start.startsWith(mark));
}
