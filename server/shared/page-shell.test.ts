import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createPage, escapeHtml } from './page-shell.ts';

describe('the skeleton of a page of the server', () => {
  it('leaves no character of a name with a meaning in markup', () => {
    expect(escapeHtml(`<b title="x" id='y'>&</b>`)).toBe('&lt;b title=&quot;x&quot; id=&#39;y&#39;&gt;&amp;&lt;/b&gt;');
    expect(createPage({ title: '<script>', body: '' }).html).toContain('<title>&lt;script&gt;</title>');
  });

  it('allows its own style sheet by its hash and nothing else, when it asks for nothing else', () => {
    const { html, policy } = createPage({ title: 'x', body: '', style: 'p { color: red }' });
    const sheet = /<style>([^]*?)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(sheet).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it('allows scripts, forms and drawn pictures only to a page that has them', () => {
    const { policy } = createPage({ title: 'x', body: '', scripts: ['/a.js'], forms: true, drawnImages: true });
    for (const rule of ["script-src 'self'", "connect-src 'self'", 'img-src data:', "form-action 'self'"]) {
      expect(policy).toContain(rule);
    }
  });
});
