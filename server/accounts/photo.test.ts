import { deflateSync, crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { redrawPhoto } from './photo.ts';

const WHOLE = { left: 0, top: 0, side: 1 };

/** Left half red, right half blue. */
function twoHalves(width: number, height: number): Sharp {
  const half = { width: width / 2, height, channels: 3 } as const;
  return sharp({ create: { ...half, width, background: '#0000ff' } }).composite([
    { input: { create: { ...half, background: '#ff0000' } }, left: 0, top: 0 },
  ]);
}

async function colourAt(photo: Buffer, left: number, top: number): Promise<'red' | 'blue' | 'other'> {
  const [red = 0, , blue = 0] = await sharp(photo).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  if (red > 200 && blue < 60) return 'red';
  return blue > 200 && red < 60 ? 'blue' : 'other';
}

/** A PNG of one colour whose header says any size; the content is small however large that is. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const lines = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}

const refusal = (content: Buffer) =>
  redrawPhoto(content, WHOLE).then(
    () => 'accepted',
    (error: { code: string; detail: string }) => `${error.code}: ${error.detail}`,
  );

describe('a photo that comes in', () => {
  it.each(['jpeg', 'png', 'webp'] as const)('is drawn anew as a square WebP: %s', async (format) => {
    const photo = await redrawPhoto(await twoHalves(600, 400).toFormat(format).toBuffer(), WHOLE);
    expect(await sharp(photo).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 });
  });

  it('holds the square that was chosen', async () => {
    const wide = await twoHalves(800, 400).png().toBuffer();
    const left = await redrawPhoto(wide, { left: 0, top: 0, side: 1 });
    const right = await redrawPhoto(wide, { left: 0.5, top: 0, side: 1 });
    expect([await colourAt(left, 10, 10), await colourAt(left, 245, 245)]).toEqual(['red', 'red']);
    expect([await colourAt(right, 10, 10), await colourAt(right, 245, 245)]).toEqual(['blue', 'blue']);
    const middle = await redrawPhoto(wide, { left: 0.45, top: 0.4, side: 0.2 });
    expect([await colourAt(middle, 5, 128), await colourAt(middle, 250, 128)]).toEqual(['red', 'blue']);
  });

  it('stays inside the picture when the square lies over its edge', async () => {
    const photo = await redrawPhoto(await twoHalves(300, 200).png().toBuffer(), { left: 1, top: 1, side: 1 });
    expect(await sharp(photo).metadata()).toMatchObject({ width: 256, height: 256 });
  });

  it('loses everything a camera wrote in it, and stands upright', async () => {
    // A camera that was held on its side: the first line of pixels is what the eye sees on the right.
    const turned = await twoHalves(400, 400)
      .jpeg()
      .withExif({ IFD0: { Copyright: 'Sanne de Vries', Orientation: '6' }, IFD3: { GPSLatitudeRef: 'N' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const before = await sharp(turned).metadata();
    expect(before.exif).toBeDefined();
    expect(before.orientation).toBe(6);
    const photo = await redrawPhoto(turned, WHOLE);
    const after = await sharp(photo).metadata();
    expect([after.exif, after.xmp, after.iptc, after.icc, after.orientation]).toEqual(Array(5).fill(undefined));
    expect([await colourAt(photo, 128, 20), await colourAt(photo, 128, 236)]).toEqual(['red', 'blue']);
  });

  it('carries nothing of a second file that was hidden behind it', async () => {
    const hidden = '<html><script>alert(1)</script></html>';
    const polyglot = Buffer.concat([
      await twoHalves(300, 300).jpeg().toBuffer(),
      Buffer.from(`PK\u0003\u0004${hidden}`),
    ]);
    const photo = await redrawPhoto(polyglot, WHOLE);
    expect(photo.includes('script')).toBe(false);
    expect(photo.includes('PK')).toBe(false);
    expect(await sharp(photo).metadata()).toMatchObject({ format: 'webp' });
  });

  it('is refused when it is a bomb of pixels, before it is decoded', async () => {
    const bomb = pngOf(20_000, 20_000);
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(bomb)).toMatch(/photo_refused: .*beeldpunten/);
    expect(await refusal(pngOf(8_000, 5_000))).toBe('accepted');
  });

  it.each([
    ['a drawing with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')],
    ['a page', Buffer.from('<!doctype html><title>foto.jpg</title>')],
    ['a GIF', Buffer.from('GIF89a\u0001\u0000\u0001\u0000')],
    ['nothing', Buffer.alloc(0)],
  ])('is refused when it is %s', async (_name, content) => {
    expect(await refusal(content)).toMatch(/Dit is geen foto/);
  });

  it('is refused when it only begins as a photo, or ends half-way', async () => {
    const photo = await twoHalves(600, 600).jpeg().toBuffer();
    expect(await refusal(photo.subarray(0, photo.length / 2))).toMatch(/niet te lezen/);
    expect(await refusal(Buffer.concat([photo.subarray(0, 3), Buffer.from('geen foto')]))).toMatch(/niet te lezen/);
  });

  it('is refused when it is larger than 5 MB', async () => {
    const photo = await twoHalves(100, 100).jpeg().toBuffer();
    expect(await refusal(Buffer.concat([photo, Buffer.alloc(5 * 1024 * 1024)]))).toMatch(/groter dan 5 MB/);
  });
});
