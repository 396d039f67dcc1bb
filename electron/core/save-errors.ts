import { DesktopError } from './desktop-error.ts';

const FULL = 'Niet opgeslagen: de schijf is vol. Maak ruimte vrij of kies een andere plek.';
const FORBIDDEN =
  'Niet opgeslagen: je mag op deze plek niet schrijven, of het bestand is nog open. Sluit het bestand of kies een andere map.';
const GONE = 'Niet opgeslagen: deze map is er niet (meer). Kies een andere map.';

/** Codes of the operating system that a user can do something about. */
const TEXTS: Readonly<Record<string, readonly [reason: string, text: string]>> = {
  ENOSPC: ['disk_full', FULL],
  EDQUOT: ['disk_full', FULL],
  EACCES: ['not_permitted', FORBIDDEN],
  EPERM: ['not_permitted', FORBIDDEN],
  EROFS: ['not_permitted', FORBIDDEN],
  EBUSY: ['not_permitted', FORBIDDEN],
  ENOENT: ['folder_gone', GONE],
  ENOTDIR: ['folder_gone', GONE],
};

/** A failed write as `DesktopError` REFUSED that says what to do; anything else as it came. */
export function saveError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known = TEXTS[code];
  return known === undefined ? error : new DesktopError('REFUSED', known[1], { reason: known[0], cause: error });
}
