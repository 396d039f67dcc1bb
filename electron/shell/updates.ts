import { existsSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';

/**
 * Looks for a newer version and installs it when the program ends. Only in a packaged program that was given an update
 * address (`app-update.yml`); loading electron-updater outside one would start a download of Electron itself.
 */
export async function checkForUpdates(resources: string = process.resourcesPath): Promise<void> {
  if (!app.isPackaged || !existsSync(path.join(resources, 'app-update.yml'))) return;
  const { default: updater } = await import('electron-updater');
  updater.autoUpdater.allowDowngrade = false;
  updater.autoUpdater.autoInstallOnAppQuit = true;
  await updater.autoUpdater.checkForUpdates();
}
