import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Platform } from '#core/platform.ts';
import { createFileSecrets } from './file-secrets.ts';

export interface LoopbackPlatformOptions {
  readonly profileDirectory: string;
  readonly appVersion: string;
  /** Key for the secrets, for machines whose administrator keeps it elsewhere (env HALLOWERK_DEVICE_SECRET). */
  readonly deviceSecret?: string | undefined;
}

/** The platform of the browser host: secrets in files, printing through the browser's own dialog. */
export function createLoopbackPlatform(options: LoopbackPlatformOptions): Platform {
  return {
    mode: 'loopback',
    appVersion: options.appVersion,
    secrets: createFileSecrets(path.join(options.profileDirectory, 'secrets'), options.deviceSecret),
    canSavePdf: false,
    openExternal: openWithSystem,
    // Neither is asked here (`canSavePdf`): the browser prints, and keeps the files that core hands to the page.
    savePdf: () => Promise.resolve({ saved: false }),
    saveFile: () => Promise.resolve({ saved: false }),
  };
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

async function openWithSystem(url: string): Promise<void> {
  const { protocol, href, username } = new URL(url);
  if (!['https:', 'mailto:'].includes(protocol) || username !== '')
    throw new RangeError('Only https and mailto open outside');
  const [command = 'xdg-open', ...rest] = OPENERS[process.platform] ?? [];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command, [...rest, href], { detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}
