import { crc32, deflateSync } from 'node:zlib';

/** Red, green and blue, 0–255. */
export type Colour = readonly [number, number, number];

/** The colour at a point of a picture; both go from 0 to 1, from the top left. */
export type Painter = (x: number, y: number) => Colour;

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Samples a pixel, in both directions: soft edges. */
const SAMPLES = 2;

/** A PNG (RGB, 8 bits) of what the painter paints. The same painter gives the same bytes. */
export function paintPng(width: number, height: number, paint: Painter): Buffer {
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, at = 0; y < height; y++) {
    rows[at++] = 0;
    for (let x = 0; x < width; x++) {
      const pixel = pixelAt(paint, x, y, width, height);
      for (let channel = 0; channel < 3; channel++) rows[at++] = pixel[channel]!;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function pixelAt(paint: Painter, x: number, y: number, width: number, height: number): Colour {
  const sum = [0, 0, 0];
  for (let sample = 0; sample < SAMPLES ** 2; sample++) {
    const [dx, dy] = [(sample % SAMPLES) + 0.5, Math.floor(sample / SAMPLES) + 0.5];
    const colour = paint((x + dx / SAMPLES) / width, (y + dy / SAMPLES) / height);
    for (let channel = 0; channel < 3; channel++) sum[channel]! += colour[channel]!;
  }
  return sum.map((value) => Math.round(value / SAMPLES ** 2)) as unknown as Colour;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
