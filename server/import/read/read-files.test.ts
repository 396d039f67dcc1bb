import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultLine, printable } from '../fault.ts';
import { temporaryFolder } from '../testing/import-fixture.ts';
import type { Folder } from '../testing/import-fixture.ts';
import { readCsvFile } from './csv-file.ts';
import { readJsonFile } from './json-file.ts';

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const csvFaults = async (content: string | Uint8Array): Promise<string[]> =>
  (await readCsvFile(folder.write('lijst.csv', content), ['id', 'naam'])).faults.map(faultLine);

describe('readCsvFile', () => {
  it('reads with or without byte order mark, with any line ending and columns in any order', async () => {
    for (const content of ['\uFEFFid,naam\r\n1,a\r\n', 'naam,extra,id\na,x,1\n', 'id,naam\n1,a']) {
      const { value, faults } = await readCsvFile(folder.write('lijst.csv', content), ['id', 'naam']);
      expect(faults).toEqual([]);
      expect(value.map((row) => row.values)).toEqual([{ id: '1', naam: 'a' }]);
    }
  });

  it('counts lines as a text editor does, over line breaks in quotes and blank lines', async () => {
    const content = 'id,naam\r\n1,"twee\r\nregels"\r\n\r\n2,b\r\n';
    const { value } = await readCsvFile(folder.write('lijst.csv', content), ['id', 'naam']);
    expect(value.map((row) => [row.line, row.values.naam])).toEqual([
      [2, 'twee\r\nregels'],
      [5, 'b'],
    ]);
  });

  it('names every row with a wrong number of fields', async () => {
    expect(await csvFaults('id,naam\n1\n2,b\n3,c,d\n')).toEqual([
      'lijst.csv, regel 2: Deze rij heeft 1 velden; de kopregel heeft er 2.',
      'lijst.csv, regel 4: Deze rij heeft 3 velden; de kopregel heeft er 2.',
    ]);
  });

  it('says what is wrong with the header', async () => {
    expect(await csvFaults('id;naam\n1;a\n')).toEqual([
      'lijst.csv, regel 1: De kopregel klopt niet: id, naam ontbreekt. Gevonden: id;naam. Gebruik komma’s, geen puntkomma’s.',
    ]);
    expect(await csvFaults('id,naam,id\n1,a,2\n')).toEqual([
      'lijst.csv, regel 1: De kopregel klopt niet: id staat er twee keer.',
    ]);
  });

  it('finds the place where the file stops being CSV, and still reports what stands before it', async () => {
    expect(await csvFaults('id,naam\r\n1,"a\r\nb"\r\n2\r\n3,"afgebroken\r\n4,d\r\n')).toEqual([
      'lijst.csv, regel 4: Deze rij heeft 1 velden; de kopregel heeft er 2.',
      'lijst.csv, regel 5: Een aanhalingsteken wordt niet gesloten. Is het bestand afgebroken?',
    ]);
  });

  it('explains a file that is missing, empty, a folder, without rows or in another encoding', async () => {
    const { path } = folder;
    expect((await readCsvFile(`${path}/weg.csv`, ['id'])).faults.map(faultLine)).toEqual([
      'weg.csv: Dit bestand is er niet.',
    ]);
    expect((await readCsvFile(path, ['id'])).faults[0]?.message).toBe('Dit is geen bestand.');
    expect(await csvFaults('')).toEqual(['lijst.csv: Dit bestand is leeg.']);
    expect(await csvFaults('\uFEFF \n')).toEqual(['lijst.csv: Dit bestand is leeg.']);
    expect(await csvFaults('id,naam\n')).toEqual(['lijst.csv: Dit bestand heeft geen rijen.']);
    expect(await csvFaults(Buffer.from('id,naam\n1,Súdwest\n2,Groß', 'latin1'))).toEqual([
      'lijst.csv, regel 2: Dit bestand is niet UTF-8. Sla het op als UTF-8.',
    ]);
    expect(await csvFaults(Buffer.from('\uFEFFid,naam\n', 'utf16le'))).toEqual([
      'lijst.csv: Dit bestand is UTF-16. Sla het op als UTF-8.',
    ]);
  });
});

describe('readJsonFile', () => {
  const faults = async (content: string): Promise<string[]> =>
    (await readJsonFile(folder.write('berichten.json', content))).faults.map(faultLine);

  it('reads JSON with a byte order mark', async () => {
    expect(await readJsonFile(folder.write('b.json', '\uFEFF{"a":1}'))).toEqual({ value: { a: 1 }, faults: [] });
  });

  it.each(['{"a":', '{"a":[1,2', '[{"naam":"Jan'])('says that %s was cut off', async (content) => {
    expect(await faults(`[1]`)).toEqual([]);
    expect(await faults(content)).toEqual([
      'berichten.json, regel 1: Dit bestand houdt te vroeg op. Het is afgebroken.',
    ]);
  });

  it('never repeats what stands around the error', async () => {
    const [line] = await faults('{\n"naam": Jansen}');
    expect(line).toContain('Dit is geen geldig JSON-bestand.');
    expect(line).not.toContain('Jansen');
  });
});

describe('printable', () => {
  it('takes control characters out and shortens', () => {
    expect(printable('a\u001b[31mb\u202Ec')).toBe('a\uFFFD[31mb\uFFFDc');
    expect(printable('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
  });
});
