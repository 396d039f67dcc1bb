import { describe, expect, it } from 'vitest';
import { cssString, pageRule, partRules } from './page-rules.ts';

describe('the margins of a sheet', () => {
  it('counts pages in the words of the language', () => {
    const rule = pageRule({
      topLeft: 'Gemeente',
      topRight: '',
      bottomLeft: '',
      bottomRight: 'pagina {page} van {pages}',
    });
    expect(rule).toContain('content: "pagina " counter(page) " van " counter(pages);');
    expect(rule).toContain('margin: 18mm');
  });

  it('counts the sheets of each profile by itself, with the name on every one of them', () => {
    const margins = {
      topLeft: '',
      topRight: '',
      bottomLeft: 'Vertrouwelijk',
      bottomRight: 'pagina {page} van {pages}',
    };
    const rules = partRules(margins, [
      { key: 'profile-a', name: 'Jan "de" Vries', pages: 2 },
      { key: 'profile-b', name: 'Piet', pages: 1 },
    ]);
    expect(rules).toContain('@page profile-a { counter-increment: profile-a;');
    expect(rules).toContain('content: "pagina " counter(profile-a) " van " "2";');
    expect(rules).toContain(String.raw`content: "Jan \"de\" Vries · Vertrouwelijk";`);
    expect(rules).toContain('#profile-b { page: profile-b; }');
  });

  it('cannot be broken out of by a name', () => {
    expect(cssString('a"; } body { color: red')).toBe('"a\\"; } body { color: red"');
    expect(cssString('back\\slash\nline')).toBe('"back\\\\slash line"');
  });
});
