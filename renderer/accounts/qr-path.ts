import { create } from 'qrcode';

/** White edge around the code that scanners need, in modules. */
export const QR_EDGE = 4;

export interface QrPath {
  /** Modules on a side, edges included. */
  readonly size: number;
  /** One square path a run of dark modules. */
  readonly d: string;
}

/** A QR code as the path of an SVG, made on this device: the secret in it goes to nobody. */
export function qrPath(text: string): QrPath {
  const { modules } = create(text, { errorCorrectionLevel: 'M' });
  const parts: string[] = [];
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) {
      if (modules.get(y, x) === 0) continue;
      let run = 1;
      while (x + run < modules.size && modules.get(y, x + run) !== 0) run++;
      parts.push(`M${x + QR_EDGE} ${y + QR_EDGE}h${run}v1h-${run}z`);
      x += run;
    }
  }
  return { size: modules.size + 2 * QR_EDGE, d: parts.join('') };
}
