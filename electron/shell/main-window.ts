import { readFileSync, writeFileSync } from 'node:fs';
import { BrowserWindow, type Rectangle, screen } from 'electron';
import * as z from 'zod';
import { APP_URL } from './app-protocol.ts';
import { type WindowKind, windowOptions } from './security/window-options.ts';
import { tell } from './tell.ts';

export const MINIMUM = { width: 390, height: 600 };
const DEFAULT = { width: 1440, height: 900 };
/** A renderer that dies again within this time stays closed instead of flickering. */
const CRASH_PAUSE_MS = 10_000;

const PlaceSchema = z.object({
  bounds: z.object({
    x: z.int(),
    y: z.int(),
    width: z.int().min(MINIMUM.width),
    height: z.int().min(MINIMUM.height),
  }),
  maximized: z.boolean(),
});
type Place = z.infer<typeof PlaceSchema>;

/** Opens the window of the program where it stood last time, shown once there is something to see. */
export function openMainWindow(kind: WindowKind, placeFile: string): BrowserWindow {
  const place = readPlace(placeFile);
  const window = new BrowserWindow(
    windowOptions(kind, {
      ...(place && isOnScreen(place.bounds) ? place.bounds : DEFAULT),
      minWidth: MINIMUM.width,
      minHeight: MINIMUM.height,
      backgroundColor: '#ffffff',
    }),
  );
  window.once('ready-to-show', () => {
    if (place?.maximized) window.maximize();
    window.show();
  });
  window.on('close', () => {
    const now: Place = { bounds: window.getNormalBounds(), maximized: window.isMaximized() };
    writeFileSync(placeFile, JSON.stringify(now), { mode: 0o600 });
  });
  reopenAfterCrash(window);
  return window;
}

/** Brings a window to the front, whatever state it is in. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

/** Loads one of our own pages; a failure is told in the log, because the window stays usable for another try. */
export function showPage(window: BrowserWindow, address: string): void {
  window.loadURL(address).catch((error: Error) => tell(`A page could not be loaded: ${error.name}`));
}

function reopenAfterCrash(window: BrowserWindow): void {
  let lastCrash = -Infinity;
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return;
    tell(`The window's process ended: ${details.reason}`);
    const again = Date.now() - lastCrash < CRASH_PAUSE_MS;
    lastCrash = Date.now();
    if (again) window.destroy();
    else showPage(window, APP_URL);
  });
}

function readPlace(file: string): Place | null {
  try {
    return PlaceSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch (error) {
    // Absent at the first start; unreadable JSON costs the user no more than a default window.
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** A screen that was unplugged must not hide the window. */
function isOnScreen(bounds: Rectangle): boolean {
  return screen
    .getAllDisplays()
    .some(
      ({ workArea }) =>
        bounds.x < workArea.x + workArea.width - 100 &&
        bounds.x + bounds.width > workArea.x + 100 &&
        bounds.y >= workArea.y - 10 &&
        bounds.y < workArea.y + workArea.height - 100,
    );
}
