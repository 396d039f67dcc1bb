import { FILE_LIMITS, type FilePurpose, type ShownMediaType } from '@hallowerk/contract/candidates/candidate-file.ts';

export type FileRefusal = 'unknown_type' | 'other_type' | 'wrong_purpose' | 'too_large' | 'second_film';

/** A file that may not be stored. Names the rule, never the file or whose it is. */
export class FileRefusedError extends Error {
  override readonly name = 'FileRefusedError';
  readonly reason: FileRefusal;

  constructor(reason: FileRefusal) {
    super(`A file was refused: ${reason}`);
    this.reason = reason;
  }
}

const JPEG = [0xff, 0xd8, 0xff];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Brands of ISO media files that are MP4; `qt  ` and `heic` share the container and are something else. */
const MP4_BRANDS = /^(isom|iso[2-9]|mp4[12]|avc1|M4V |dash)$/;

/** The type that the first bytes show (security §5.8), or null; what a name or a sender says does not count. */
export function mediaTypeOf(content: Uint8Array): ShownMediaType | null {
  const startsWith = (bytes: readonly number[]): boolean => bytes.every((byte, index) => content[index] === byte);
  const text = (from: number, to: number): string => Buffer.from(content.subarray(from, to)).toString('latin1');
  if (startsWith(JPEG)) return 'image/jpeg';
  if (startsWith(PNG)) return 'image/png';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) === 'ftyp' && MP4_BRANDS.test(text(8, 12))) return 'video/mp4';
  if (text(0, 5) === '%PDF-') return 'application/pdf';
  return null;
}

/** Bytes that a file of this purpose and type may have; null when the purpose does not take the type. */
function limitOf(purpose: FilePurpose, type: ShownMediaType): number | null {
  if (type.startsWith('image/')) return purpose === 'DOCUMENT' ? FILE_LIMITS.document : FILE_LIMITS.photo;
  if (type === 'video/mp4') return purpose === 'MEDIA' ? FILE_LIMITS.film : null;
  return purpose === 'DOCUMENT' ? FILE_LIMITS.document : null;
}

/**
 * The real type of what is to be stored, when that is what was said and fits the purpose.
 *
 * @throws {FileRefusedError}
 */
export function checkedType(file: {
  readonly purpose: FilePurpose;
  /** What the sender says it is. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}): ShownMediaType {
  const type = mediaTypeOf(file.content);
  if (type === null) throw new FileRefusedError('unknown_type');
  if (type !== file.mediaType) throw new FileRefusedError('other_type');
  const limit = limitOf(file.purpose, type);
  if (limit === null) throw new FileRefusedError('wrong_purpose');
  if (file.content.length > limit) throw new FileRefusedError('too_large');
  return type;
}
