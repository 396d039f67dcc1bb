import { isUtf8 } from 'node:buffer';
import sniffEncoding from 'html-encoding-sniffer';

/** Longest part of a character that a cut can leave at the end. */
const LONGEST_PART = 3;

/**
 * The text of a page in the encoding that it is really in. What the bytes themselves show goes before what header and page
 * say: text that is valid UTF-8 is UTF-8, and text that is not, never is.
 */
export function pageText(bytes: Uint8Array, contentType: string): string {
  const label = /charset\s*=\s*["']?([\w.:-]+)/i.exec(contentType)?.[1];
  const isValid = isUtf8(bytes) || isUtf8(bytes.subarray(0, -LONGEST_PART));
  const sniffed = sniffEncoding(bytes, {
    ...(label === undefined ? {} : { transportLayerEncodingLabel: label }),
    defaultEncoding: isValid ? 'UTF-8' : 'windows-1252',
  });
  return decode(bytes, chosen(sniffed, isValid));
}

function chosen(sniffed: string, isValid: boolean): string {
  if (/^utf-16/i.test(sniffed)) return sniffed;
  if (isValid) return 'utf-8';
  return /^utf-8$/i.test(sniffed) ? 'windows-1252' : sniffed;
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    // Encodings that the standard forbids to decode, such as UTF-7.
    if (!(error instanceof RangeError)) throw error;
    return new TextDecoder('utf-8').decode(bytes);
  }
}
