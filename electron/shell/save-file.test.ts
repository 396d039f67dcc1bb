import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/built-renderer.ts';
import { app, becomeReady, fake } from '../testing/fake-electron.ts';
import { saveFile } from './save-file.ts';

becomeReady();
const request = { suggestedName: 'Kandidaten 22-11-2026.csv', format: 'CSV', bytes: Buffer.from('a;b\r\n') } as const;

beforeEach(() => {
  fake.saveTo = null;
  fake.saveDialogs.length = 0;
});

describe('saving a file', () => {
  it('writes it where the user wants it, over what stood there, for this user only', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'lijst.csv');
    writeFileSync(fake.saveTo, 'an older and longer file');
    expect(await saveFile(null, request)).toEqual({ saved: true, fileName: 'lijst.csv' });
    expect(readFileSync(fake.saveTo, 'utf8')).toBe('a;b\r\n');
    expect(readdirSync(path.dirname(fake.saveTo))).toEqual(['lijst.csv']);
    expect(fake.saveDialogs).toMatchObject([
      {
        title: 'Opslaan als CSV',
        defaultPath: path.join(app.getPath('documents'), 'Kandidaten 22-11-2026.csv'),
        filters: [{ extensions: ['csv'] }],
      },
    ]);
  });

  it('writes nothing when the user cancels', async () => {
    expect(await saveFile(null, request)).toEqual({ saved: false });
  });

  it('writes nothing when the export was stopped while the dialog was open', async () => {
    fake.saveTo = path.join(temporaryFolder(), 'lijst.csv');
    await expect(saveFile(null, request, AbortSignal.abort())).rejects.toThrow(/abort/i);
    expect(readdirSync(path.dirname(fake.saveTo))).toEqual([]);
  });

  it('tells by its code why a place cannot be written, and leaves what stood there', async () => {
    const folder = temporaryFolder();
    fake.saveTo = path.join(folder, 'gone', 'lijst.csv');
    await expect(saveFile(null, request)).rejects.toMatchObject({ code: 'ENOENT' });
    // A folder with this name cannot become a file, for whoever.
    fake.saveTo = path.join(folder, 'map');
    mkdirSync(path.join(folder, 'map', 'inhoud'), { recursive: true });
    await expect(saveFile(null, request)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['map']);
  });
});
