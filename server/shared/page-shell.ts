import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/*
 * Skeleton of the pages that the server shows itself, to people without the program: one look, one policy, one way of
 * escaping.
 *
 *   const page = createPage({ title: 'Klopt het?', body: `<p>${escapeHtml(text)}</p>`, forms: true });
 *   app.get(PATH, options, (_request, reply) => sendPage(reply, page));
 */

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand between tags and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Light and dark, readable on a telephone; buttons over the whole width, a second choice is `.plain`. */
const STYLE = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; --accent: #1d4f91; --on-accent: #fff; --line: #767676;
    --error: #b00020; --focus: #b35c00; }
  @media (prefers-color-scheme: dark) { :root { --accent: #9cc3ff; --on-accent: #0b1d36; --line: #a3a3a3; --error: #ffb4ab; --focus: #ffb612; } }
  body { max-width: 36rem; margin: 2.5rem auto 4rem; padding: 0 1rem; overflow-wrap: break-word; }
  h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; }
  h1:focus { outline: none; }
  h2 { margin: 1rem 0 .25rem; font-size: 1.05rem; }
  .product { margin: 0 0 1.5rem; font-weight: 600; }
  label, legend { font-weight: 600; }
  .check { display: flex; gap: .6rem; align-items: flex-start; margin: 1rem 0; font-weight: 400; }
  .check input { flex: none; width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; }
  .field { margin: 1rem 0; }
  .field input { display: block; box-sizing: border-box; width: 100%; height: 3rem; margin-top: .25rem; padding: 0 .75rem;
    border: 1px solid var(--line); border-radius: .375rem; font: inherit; }
  .hint { margin: .25rem 0 0; font-size: .9rem; }
  .fault { min-height: 1.5rem; margin: .25rem 0 0; color: var(--error); font-weight: 600; }
  .rules { margin: .75rem 0; padding: 0; list-style: none; }
  .rules li { padding-left: 1.5rem; }
  .rules li::before { content: '○'; display: inline-block; width: 1.5rem; margin-left: -1.5rem; }
  .rules li[data-kept=true]::before { content: '✓'; font-weight: 700; }
  button, a.button { display: block; box-sizing: border-box; width: 100%; min-height: 3rem; margin-top: 1rem; padding: .6rem 1rem;
    text-align: center; text-decoration: none; border: 2px solid var(--accent); border-radius: .375rem; background: var(--accent);
    color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer; }
  button.plain { background: transparent; color: var(--accent); }
  button:disabled { border-color: var(--line); background: transparent; color: inherit; cursor: not-allowed; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  [hidden] { display: none !important; }`;

export interface PageParts {
  /** Plain text; escaped here. */
  readonly title: string;
  /** Name above the content; plain text. */
  readonly product?: string;
  /** Markup: escape what comes from people. */
  readonly body: string;
  /** Markup of attributes of `<body>`, for the page's script. */
  readonly attributes?: string;
  /** Rules of this page alone, after the shared ones. */
  readonly style?: string;
  /** Paths of the page's own scripts. With any of them the page may also ask this server things. */
  readonly scripts?: readonly string[];
  /** Its forms may be sent to this server without a script. */
  readonly forms?: boolean;
  /** It draws pictures itself. */
  readonly drawnImages?: boolean;
  /** Loads again by itself, every so many seconds. */
  readonly refreshSeconds?: number;
}

export interface HtmlPage {
  readonly html: string;
  /** Content-Security-Policy: only what the page needs of its own server; nothing may put it in a frame. */
  readonly policy: string;
}

/** The whole page. Made once where it is the same for everybody. */
export function createPage(parts: PageParts): HtmlPage {
  const style = STYLE + (parts.style ?? '');
  const scripts = (parts.scripts ?? []).map((path) => `<script src="${escapeHtml(path)}" defer></script>\n`).join('');
  const refresh =
    parts.refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${parts.refreshSeconds}">\n`;
  const product = parts.product === undefined ? '' : `<p class="product">${escapeHtml(parts.product)}</p>\n`;
  const html = `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${refresh}<title>${escapeHtml(parts.title)}</title>
<style>${style}</style>
${scripts}</head>
<body${parts.attributes === undefined ? '' : ` ${parts.attributes}`}>
<main>
${product}${parts.body}
</main>
</body>
</html>`;
  return { html, policy: policyOf(parts, style) };
}

function policyOf({ scripts, forms, drawnImages }: PageParts, style: string): string {
  const rules = ["default-src 'none'"];
  if (scripts !== undefined) rules.push("script-src 'self'", "connect-src 'self'");
  if (drawnImages === true) rules.push('img-src data:');
  rules.push(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  rules.push("base-uri 'none'", `form-action ${forms === true ? "'self'" : "'none'"}`, "frame-ancestors 'none'");
  return rules.join('; ');
}

export function sendPage(reply: FastifyReply, page: HtmlPage, status = 200): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', page.policy)
    .type('text/html; charset=utf-8')
    .send(page.html);
}
