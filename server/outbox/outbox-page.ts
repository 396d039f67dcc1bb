import type { DemoMessage } from '@hallowerk/contract/accounts/account.ts';
import { createPage, escapeHtml, type HtmlPage } from '../shared/page-shell.ts';
import type { AuthenticatorCode } from './demo-outbox.ts';

const STYLE = `
  body { max-width: 46rem; }
  table { border-collapse: collapse; }
  th, td { text-align: left; padding: .25rem 1.5rem .25rem 0; }
  .code { font: 600 1.25rem ui-monospace, monospace; letter-spacing: .1em; }
  article { border-top: 1px solid var(--line); padding: .5rem 0 1rem; }
  article h3 { margin: .5rem 0 0; font-size: 1rem; }
  .meta { margin: 0; opacity: .8; }
  .text { white-space: pre-wrap; margin: .5rem 0 0; }`;

/** Where the code of this half minute was used. */
const NEXT_CODE = 'Even wachten';

const TIME = new Intl.DateTimeFormat('nl-NL', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Amsterdam' });

function messageBlock(message: DemoMessage): string {
  const kind = message.channel === 'SMS' ? 'Sms' : 'E-mail';
  const title = message.subject === '' ? kind : `${kind}: ${message.subject}`;
  return `<article>
<h3>${escapeHtml(title)}</h3>
<p class="meta">Aan ${escapeHtml(message.to)} · <time datetime="${escapeHtml(message.sentAt)}">${TIME.format(new Date(message.sentAt))}</time></p>
<p class="text">${escapeHtml(message.body)}</p>
</article>`;
}

/** A plain page that can be read by a person and refreshes itself every five seconds. */
export function outboxPage(
  productName: string,
  messages: readonly DemoMessage[],
  codes: readonly AuthenticatorCode[],
): HtmlPage {
  const rows = codes.map(
    ({ email, code }) =>
      `<tr><th scope="row">${escapeHtml(email)}</th><td class="code">${escapeHtml(code ?? NEXT_CODE)}</td></tr>`,
  );
  const list = messages.length === 0 ? '<p>Er zijn nog geen berichten.</p>' : messages.map(messageBlock).join('\n');
  const body = `<h1>Berichten van de demo</h1>
<p>Deze demoserver verstuurt niets. Wat hij zou versturen, staat hier. De pagina ververst zichzelf.</p>
<h2>Codes van de authenticator-app</h2>
<p>Gebruik deze code als je geen app hebt. Elke code werkt één keer.</p>
<table><tbody>${rows.join('')}</tbody></table>
<h2>E-mail en sms</h2>
${list}`;
  return createPage({ title: `Berichten van de demo – ${productName}`, body, style: STYLE, refreshSeconds: 5 });
}
