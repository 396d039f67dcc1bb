import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Configuration } from 'electron-builder';
import { describe, expect, it } from 'vitest';

interface ConfigModule {
  getConfig(projectDir: string, configPath: string, fromOptions: null): Promise<Configuration>;
  validateConfiguration(configuration: Configuration, log: unknown): Promise<void>;
}

// electron-builder checks its configuration only while it builds; this is the part that does (26.17.0, pinned).
const require = createRequire(import.meta.url);
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config') as ConfigModule;
const { DebugLogger } = require('builder-util') as { DebugLogger: new (enabled: boolean) => unknown };

const ROOT = path.resolve(import.meta.dirname, '..');
const read = (): Promise<Configuration> => getConfig(ROOT, 'build/electron-builder.yml', null);

describe('the installers', () => {
  it('have a configuration that electron-builder accepts, and would refuse with a typing error', async () => {
    const configuration = await read();
    await expect(validateConfiguration(configuration, new DebugLogger(false))).resolves.toBeUndefined();
    const wrong = { ...configuration, nsis: { ...configuration.nsis, oneClik: true } } as Configuration;
    await expect(validateConfiguration(wrong, new DebugLogger(false))).rejects.toThrow('configuration.nsis');
  });

  it('switch off in the binary what nobody may switch on', async () => {
    expect((await read()).electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
      resetAdHocDarwinSignature: true,
    });
  });

  it('exist for Windows, macOS and Linux, and open hallowerk:// links', async () => {
    const { win, mac, linux, protocols } = await read();
    const targets = [win, mac, linux].map((platform) =>
      (platform!.target as { target: string }[]).map(({ target }) => target),
    );
    expect(targets).toEqual([
      ['nsis', 'msi'],
      ['dmg', 'zip'],
      ['AppImage', 'deb'],
    ]);
    expect(protocols).toEqual([{ name: 'HalloWerk', schemes: ['hallowerk'] }]);
  });

  it('know no update address of their own', async () => {
    expect((await read()).publish).toBeNull();
    expect(readFileSync(path.join(ROOT, 'build/electron-builder.yml'), 'utf8')).not.toMatch(/^\s*url:/m);
  });

  it('find every file that their configuration names', async () => {
    const { win, mac, linux } = await read();
    const named = [win!.icon, mac!.icon, linux!.icon, mac!.entitlements, mac!.entitlementsInherit] as string[];
    for (const file of named) expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, true]);
    const png = readFileSync(path.join(ROOT, mac!.icon as string));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1024, 1024]);
  });

  it('run hardened on macOS with no right but the compiler of V8', async () => {
    const { mac } = await read();
    expect(mac).toMatchObject({ hardenedRuntime: true });
    const plist = readFileSync(path.join(ROOT, mac!.entitlements!), 'utf8');
    expect([...plist.matchAll(/<key>([^<]+)<\/key>/g)].map((match) => match[1])).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
  });
});
