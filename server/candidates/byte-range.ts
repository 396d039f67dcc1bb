/** Bytes `from` up to `to`, not included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What a Range header asks of `size` bytes (RFC 9110 §14): null for everything, also where the header makes no sense or
 * asks for several parts; `unsatisfiable` for a part that does not exist.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? ''];
  if (first === '' && last === '') return null;
  if (first === '') return last === '0' || size === 0 ? 'unsatisfiable' : { from: Math.max(0, size - +last), to: size };
  if (last !== '' && +last < +first) return null;
  if (+first >= size) return 'unsatisfiable';
  return { from: +first, to: last === '' ? size : Math.min(size, +last + 1) };
}

/** Whether an If-None-Match header names this tag (weak comparison, RFC 9110 §13.1.2). */
export function namesTag(header: string | undefined, tag: string): boolean {
  const tags = (header ?? '').split(',').map((text) => text.trim().replace(/^W\//, ''));
  return tags.includes(tag) || tags.includes('*');
}
