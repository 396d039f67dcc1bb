import { createHash } from 'node:crypto';
import type { DemoMessage } from '@hallowerk/contract/accounts/account.ts';
import type { AuthenticatorCode } from './demo-outbox.ts';

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  table { border-collapse: collapse; }
  th, td { text-align: left; padding: .25rem 1.5rem .25rem 0; }
  .code { font: 600 1.25rem ui-monospace, monospace; letter-spacing: .1em; }
  article { border-top: 1px solid #8888; padding: .5rem 0 1rem; }
  article h3 { margin: .5rem 0 0; font-size: 1rem; }
  .meta { margin: 0; opacity: .8; }
  .text { white-space: pre-wrap; margin: .5rem 0 0; }`;

/** Nothing may run or load on this page but its own style sheet. */
export const OUTBOX_CONTENT_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

const TIME = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Amsterdam' });

function messageBlock(message: DemoMessage): string {
  const kind = message.channel === 'SMS' ? 'Sms' : 'E-mail';
  const title = message.subject === '' ? kind : `${kind}: ${message.subject}`;
  return `<article>
<h3>${escape(title)}</h3>
<p class="meta">Aan ${escape(message.to)} · <time datetime="${escape(message.sentAt)}">${TIME.format(new Date(message.sentAt))}</time></p>
<p class="text">${escape(message.body)}</p>
</article>`;
}

/** A plain page that can be read by a person and refreshes itself every five seconds. */
export function outboxPage(
  productName: string,
  messages: readonly DemoMessage[],
  codes: readonly AuthenticatorCode[],
): string {
  const rows = codes.map(
    ({ email, code }) => `<tr><th scope="row">${escape(email)}</th><td class="code">${escape(code)}</td></tr>`,
  );
  const list = messages.length === 0 ? '<p>Er zijn nog geen berichten.</p>' : messages.map(messageBlock).join('\n');
  return `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>Berichten van de demo – ${escape(productName)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Berichten van de demo</h1>
<p>Deze demoserver verstuurt niets. Wat hij zou versturen, staat hier. De pagina ververst zichzelf.</p>
<h2>Codes van de authenticator-app</h2>
<p>Gebruik deze code als je geen app hebt. Elke code werkt één keer.</p>
<table><tbody>${rows.join('')}</tbody></table>
<h2>E-mail en sms</h2>
${list}
</main>
</body>
</html>`;
}
