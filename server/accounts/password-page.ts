import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { commonPasswordStems } from '@hallowerk/contract/accounts/common-passwords.ts';
import { PASSWORD_RULES, type PasswordRule } from '@hallowerk/contract/accounts/password-policy.ts';
import { brokenRuleText } from '@hallowerk/contract/accounts/security.ts';

/** The page behind a link to a new password. It works in every browser; the token is in the fragment and never sent here. */
export const PASSWORD_PATH = '/wachtwoord';

const STYLE = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }
  body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; line-height: 1.25; }
  h1:focus { outline: none; }
  label { display: block; font-weight: 600; }
  label.check { display: flex; gap: .5rem; align-items: center; min-height: 2rem; font-weight: 400; }
  input[type=password], input[type=text] { box-sizing: border-box; width: 100%; height: 3rem; padding: 0 .75rem; font: inherit; }
  ul { margin: 1rem 0; padding: 0; list-style: none; }
  li::before { content: '○'; display: inline-block; width: 1.5rem; }
  li[data-kept=true]::before { content: '✓'; font-weight: 700; }
  [role=alert] { min-height: 1.5rem; font-weight: 600; }
  button, a.button { display: block; box-sizing: border-box; width: 100%; min-height: 3rem; padding: .6rem 1rem; text-align: center;
    text-decoration: none; border: 2px solid #1d4f91; border-radius: .375rem; background: #1d4f91; color: #fff; font: inherit;
    font-weight: 600; cursor: pointer; }
  :focus-visible { outline: 3px solid #ffb612; outline-offset: 2px; }
  .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  [hidden] { display: none; }`;

/** Its own script and style, its own server, and nothing else. */
const POLICY =
  `default-src 'none'; script-src 'self'; connect-src 'self'; ` +
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const SCRIPT_URL = new URL('./password-page.js', import.meta.url);

function ruleLine(rule: PasswordRule): string {
  const text = brokenRuleText(rule, 0).replace(/\b0\b/, '<span class="length"></span>');
  return `<li data-rule="${rule}" hidden><span class="mark spoken"></span>${text}</li>`;
}

const PAGE = `<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Wijzig je wachtwoord</title>
<style>${STYLE}</style>
<script src="${PASSWORD_PATH}/pagina.js" defer></script>
</head>
<body data-page="password">
<main>
<section data-state="loading"><h1>Even geduld</h1><p>De pagina wordt geladen. Blijft dit staan? Zet dan JavaScript aan.</p></section>
<section data-state="form" hidden>
<h1>Wijzig je wachtwoord</h1>
<form>
<label for="password">Nieuw wachtwoord</label>
<input id="password" type="password" autocomplete="new-password" maxlength="200" aria-describedby="rules message">
<label class="check"><input id="shown" type="checkbox"> Laat mijn wachtwoord zien</label>
<ul id="rules" aria-live="polite">${PASSWORD_RULES.map(ruleLine).join('')}</ul>
<p id="message" role="alert"></p>
<button type="submit">Opslaan</button>
</form>
</section>
<section data-state="done" hidden>
<h1 tabindex="-1">Je wachtwoord is gewijzigd</h1>
<p>Je bent op alle apparaten uitgelogd. Log in met je nieuwe wachtwoord en een code.</p>
<a class="button" href="hallowerk://kandidaten">Open de app</a>
</section>
<section data-state="closed" hidden>
<h1>Deze link werkt niet meer</h1>
<p>Een link werkt één keer en is 30 minuten geldig. Vraag in de app een nieuwe met ‘Wachtwoord vergeten?’.</p>
</section>
<section data-state="failed" hidden>
<h1>De pagina kon niet worden geladen</h1>
<p>Controleer je verbinding en probeer het opnieuw.</p>
<button id="again" type="button">Probeer opnieuw</button>
</section>
</main>
</body>
</html>`;

/** `GET /wachtwoord` with its script and its list. The same for everybody: who asks is not known here. */
export function registerPasswordPage(app: FastifyInstance, deps: { readonly rateLimit: RateLimitOptions }): void {
  const options = { schema: { hide: true }, config: { rateLimit: deps.rateLimit } };
  const script = readFileSync(SCRIPT_URL, 'utf8');
  app.get(PASSWORD_PATH, options, async (_request, reply) =>
    reply.header('content-security-policy', POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  app.get(`${PASSWORD_PATH}/pagina.js`, options, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(script),
  );
  app.get(`${PASSWORD_PATH}/veelgebruikt.json`, options, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(commonPasswordStems())),
  );
}
