import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/built-renderer.ts';
import { readConfiguration } from './configuration.ts';
import { linkedRoute, routeOfLink } from './deep-links.ts';
import { safeFileName } from './file-name.ts';
import { menuTemplate } from './menu.ts';
import { localProfile, readStartOptions, refusedSwitches } from './start-options.ts';
import { checkForUpdates } from './updates.ts';

const ID = '0192f0c1-7d3a-7abc-8def-0123456789ab';

describe('deep links', () => {
  it('lead to a page or to one record of it', () => {
    expect(routeOfLink('hallowerk://kandidaten')).toBe('/candidates');
    expect(routeOfLink('hallowerk://contactverzoeken')).toBe('/candidates/contact-requests');
    expect(routeOfLink(`hallowerk://kandidaten/${ID}`)).toBe(`/candidates/${ID}`);
    expect(routeOfLink(`hallowerk://zoekopdrachten/${ID}`)).toBe(`/saved-searches/${ID}`);
    expect(routeOfLink(`HALLOWERK://Kandidaten/${ID.toUpperCase()}/`)).toBe(`/candidates/${ID}`);
    expect(linkedRoute(['/usr/bin/hallowerk', '--flag', `hallowerk://kandidaten/${ID}`])).toBe(`/candidates/${ID}`);
    expect(linkedRoute(['/usr/bin/hallowerk'])).toBeNull();
  });

  it.each([
    'hallowerk://beheer',
    'hallowerk://constructor',
    'hallowerk://kandidaten/1',
    `hallowerk://kandidaten/${ID}/verwijder`,
    `hallowerk://kandidaten/${ID}?doe=iets`,
    'hallowerk://kandidaten/../beheer',
    'hallowerk:kandidaten',
    'hallowerk://kandidaten --inspect',
    'https://example.nl/hallowerk://kandidaten',
  ])('ignore %s', (link) => {
    expect(routeOfLink(link)).toBeNull();
  });

  it('can only ever name a known page and a record number', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath()), (rest) => {
        const route = linkedRoute([`hallowerk://${rest}`]);
        if (route !== null) expect(route).toMatch(/^\/[a-z-]+(\/[0-9a-f-]{36})?$/);
      }),
    );
  });
});

describe('start options', () => {
  it('come from the command line, and the server from the environment otherwise', () => {
    expect(readStartOptions(['electron', '.'], {})).toEqual({ profile: null, serverUrl: null });
    expect(readStartOptions(['electron', '.', '--profile', '/p', '--server', 'http://127.0.0.1:1'], {})).toEqual({
      profile: path.resolve('/p'),
      serverUrl: 'http://127.0.0.1:1/',
    });
    expect(readStartOptions(['hallowerk', '--profile=/p'], { HALLOWERK_SERVER_URL: 'https://a.nl' })).toEqual({
      profile: path.resolve('/p'),
      serverUrl: 'https://a.nl/',
    });
    expect(
      readStartOptions(['hallowerk', '--server=https://b.nl'], { HALLOWERK_SERVER_URL: 'https://a.nl' }).serverUrl,
    ).toBe('https://b.nl/');
    expect(readStartOptions(['hallowerk', '--profile', '--server'], {}).profile).toBeNull();
  });

  it('refuse a server that is not http(s)', () => {
    for (const server of ['file:///x', 'javascript:1', 'werk']) {
      expect(() => readStartOptions([`--server=${server}`], {})).toThrow(TypeError);
    }
  });

  it('find switches that would open the program up, in any writing', () => {
    const argv = [
      'hallowerk',
      '--Remote-Debugging-Port=1',
      '-inspect',
      '/no-sandbox',
      '--proxy-server=x',
      '--profile',
      '/inspect-me',
    ];
    expect(refusedSwitches(argv)).toEqual(['--Remote-Debugging-Port=1', '-inspect', '/no-sandbox', '--proxy-server=x']);
    expect(refusedSwitches(['hallowerk', '--profile', 'x', `hallowerk://kandidaten/${ID}`])).toEqual([]);
  });

  it('keep the profile out of a roaming Windows profile', () => {
    expect(localProfile('win32', { LOCALAPPDATA: '/local', APPDATA: '/roaming' }, 'HalloWerk')).toBe(
      path.join('/local', 'HalloWerk'),
    );
    expect(localProfile('darwin', { LOCALAPPDATA: '/local' }, 'HalloWerk')).toBeNull();
  });
});

describe('the configuration of the municipality', () => {
  it('is read from the profile before the program', () => {
    const [profile, program] = [temporaryFolder(), temporaryFolder()];
    expect(readConfiguration([profile, program])).toEqual({});
    writeFileSync(
      path.join(program, 'hallowerk.json'),
      '{"server":"https://werk.example.nl","productName":"Werk in Zicht"}',
    );
    expect(readConfiguration([profile, program])).toEqual({
      server: 'https://werk.example.nl',
      productName: 'Werk in Zicht',
    });
    writeFileSync(path.join(profile, 'hallowerk.json'), '{"server":"http://127.0.0.1:3000"}');
    expect(readConfiguration([profile, program])).toEqual({ server: 'http://127.0.0.1:3000' });
  });

  it.each(['{', '[]', '{"server":"file:///x"}', '{"sever":"https://werk.example.nl"}', '{"productName":""}'])(
    'is refused with its faults when it is %s',
    (text) => {
      const folder = temporaryFolder();
      writeFileSync(path.join(folder, 'hallowerk.json'), text);
      expect(() => readConfiguration([folder])).toThrow(/^hallowerk\.json/);
    },
  );
});

describe('suggested file names', () => {
  it('keep what a person reads and drop what a file system trips over', () => {
    expect(safeFileName('Profiel Zoë van der Berg.pdf', 'pdf')).toBe('Profiel Zoë van der Berg.pdf');
    expect(safeFileName('../../etc/passwd', 'pdf')).toBe('etc passwd.pdf');
    expect(safeFileName('CON', 'pdf')).toBe('document.pdf');
    expect(safeFileName('com1.pdf', 'pdf')).toBe('document.pdf');
    expect(safeFileName('a\u202Efdp.exe', 'pdf')).toBe('a fdp.exe.pdf');
    expect(safeFileName(' . ', 'pdf')).toBe('document.pdf');
  });

  it('are always one safe name that ends in .pdf', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const name = safeFileName(text, 'pdf');
        expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}\p{Cf}]{1,236}\.pdf$/u);
        expect(name).not.toMatch(/^[. ]|[. ]\.pdf$/);
        expect([...name].length).toBeLessThanOrEqual(120);
      }),
    );
  });
});

describe('the menu', () => {
  const labels = (items: readonly MenuItemConstructorOptions[]): string[] =>
    items.flatMap((item) => [
      ...(item.type === 'separator' ? [] : [item.label!]),
      ...labels((item.submenu ?? []) as MenuItemConstructorOptions[]),
    ]);

  it('has Dutch words on every item, the program menu on macOS only, and no developer tools in a packaged program', () => {
    const windows = labels(menuTemplate({ platform: 'win32', devTools: false }, 'HalloWerk'));
    const mac = labels(menuTemplate({ platform: 'darwin', devTools: true }, 'HalloWerk'));
    expect(windows).toContain('Afsluiten');
    expect(windows).toContain('Afdrukken…');
    expect(windows).not.toContain('Ontwikkelhulpmiddelen');
    expect(mac[0]).toBe('HalloWerk');
    expect(mac).toContain('Stop HalloWerk');
    expect(mac).toContain('Ontwikkelhulpmiddelen');
    expect([...windows, ...mac].filter((label) => !label)).toEqual([]);
  });
});

describe('updates', () => {
  it('are not looked for outside a packaged program, so that nothing is downloaded', async () => {
    await expect(checkForUpdates(temporaryFolder())).resolves.toBeUndefined();
  });
});
