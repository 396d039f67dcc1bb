import { describe, expect, it } from 'vitest';
import { cssString, pageRule } from './page-rules.ts';

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

  it('cannot be broken out of by a name', () => {
    expect(cssString('a"; } body { color: red')).toBe('"a\\"; } body { color: red"');
    expect(cssString('back\\slash\nline')).toBe('"back\\\\slash line"');
  });
});
