import sharp, { type Region, type SharpOptions } from 'sharp';
import { PHOTO_RULES, type Crop } from '@hallowerk/contract/accounts/personal-data.ts';
import { ProblemError } from '../http/problems.ts';

const DECODE_SECONDS = 10;
const QUALITY = 82;

/** The formats that are decoded at all, by how their files begin; a name or a declared type says nothing. */
const SIGNATURES: readonly { readonly format: string; readonly begins: (content: Buffer) => boolean }[] = [
  { format: 'jpeg', begins: (content) => content.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  {
    format: 'png',
    begins: (content) => content.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
  },
  {
    format: 'webp',
    begins: (content) => content.toString('latin1', 0, 4) === 'RIFF' && content.toString('latin1', 8, 12) === 'WEBP',
  },
];

/**
 * Draws the chosen square anew: 256 × 256 WebP, upright, on white, without metadata or anything else that was in the file
 * (security §5.8).
 *
 * @throws {ProblemError} 400 for a file that is no JPEG, PNG or WebP, is too large, or cannot be read to the end.
 */
export async function redrawPhoto(content: Buffer, crop: Crop): Promise<Buffer> {
  if (content.length > PHOTO_RULES.maxBytes) throw refused('Deze foto is groter dan 5 MB. Kies een kleinere.');
  const format = SIGNATURES.find(({ begins }) => begins(content))?.format;
  if (format === undefined) throw refused('Dit is geen foto. Kies een bestand van het type JPEG, PNG of WebP.');
  const options = { limitInputPixels: PHOTO_RULES.maxPixels, failOn: 'warning', sequentialRead: true } as const;
  const { width, height } = await sizeOf(content, format, options);
  if (width * height > PHOTO_RULES.maxPixels) throw refused(TOO_MANY_PIXELS);
  const size = PHOTO_RULES.keptSize;
  try {
    return await sharp(content, options)
      .timeout({ seconds: DECODE_SECONDS })
      .autoOrient()
      .extract(squareOf(crop, width, height))
      .resize(size, size)
      .flatten({ background: '#ffffff' })
      .webp({ quality: QUALITY })
      .toBuffer();
  } catch (error) {
    throw refused(UNREADABLE, error);
  }
}

const TOO_MANY_PIXELS = 'Deze foto heeft te veel beeldpunten. Kies een kleinere.';
const UNREADABLE = 'Deze foto is niet te lezen. Kies een andere.';

/** Of the upright picture, from its header alone. */
async function sizeOf(
  content: Buffer,
  format: string,
  options: SharpOptions,
): Promise<{ readonly width: number; readonly height: number }> {
  try {
    // The header says how large it is; only decoding is limited.
    const metadata = await sharp(content, { ...options, limitInputPixels: false }).metadata();
    if (metadata.format !== format) throw new Error('The content is of another format than it begins as');
    return metadata.autoOrient;
  } catch (error) {
    throw refused(UNREADABLE, error);
  }
}

/** Whole pixels inside the picture. */
function squareOf(crop: Crop, width: number, height: number): Region {
  const side = Math.max(1, Math.round(crop.side * Math.min(width, height)));
  const place = (part: number, length: number): number => Math.min(Math.round(part * length), length - side);
  return { left: place(crop.left, width), top: place(crop.top, height), width: side, height: side };
}

function refused(detail: string, cause?: unknown): ProblemError {
  return new ProblemError(400, 'photo_refused', detail, { cause });
}
