import { readFileSync } from 'node:fs';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { commonPasswordStems } from '@hallowerk/contract/accounts/common-passwords.ts';
import { PASSWORD_RULES, type PasswordRule } from '@hallowerk/contract/accounts/password-policy.ts';
import { brokenRuleText } from '@hallowerk/contract/accounts/security.ts';
import { createPage, sendPage } from '../shared/page-shell.ts';

/** The page behind a link to a new password. It works in every browser; the token is in the fragment and never sent here. */
export const PASSWORD_PATH = '/wachtwoord';

const SCRIPT_URL = new URL('./password-page.js', import.meta.url);

/** A rule of a password as the script fills it in: hidden until it applies, its length without a number. */
export function ruleLine(rule: PasswordRule): string {
  const text = brokenRuleText(rule, 0).replace(/\b0\b/, '<span class="length"></span>');
  return `<li data-rule="${rule}" hidden><span class="mark spoken"></span>${text}</li>`;
}

const BODY = `<section data-state="loading"><h1>Even geduld</h1><p>De pagina wordt geladen. Blijft dit staan? Zet dan JavaScript aan.</p></section>
<section data-state="form" hidden>
<h1>Wijzig je wachtwoord</h1>
<form>
<div class="field"><label for="password">Nieuw wachtwoord</label>
<input id="password" type="password" autocomplete="new-password" maxlength="200" aria-describedby="rules message"></div>
<label class="check"><input id="shown" type="checkbox"> Laat mijn wachtwoord zien</label>
<ul class="rules" id="rules" aria-live="polite">${PASSWORD_RULES.map(ruleLine).join('')}</ul>
<p class="fault" id="message" role="alert"></p>
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
</section>`;

const PAGE = createPage({
  title: 'Wijzig je wachtwoord',
  body: BODY,
  attributes: 'data-page="password"',
  scripts: [`${PASSWORD_PATH}/pagina.js`],
});

/** `GET /wachtwoord` with its script and its list. The same for everybody: who asks is not known here. */
export function registerPasswordPage(app: FastifyInstance, deps: { readonly rateLimit: RateLimitOptions }): void {
  const options = { schema: { hide: true }, config: { rateLimit: deps.rateLimit } };
  const script = readFileSync(SCRIPT_URL, 'utf8');
  app.get(PASSWORD_PATH, options, async (_request, reply) => sendPage(reply, PAGE));
  app.get(`${PASSWORD_PATH}/pagina.js`, options, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(script),
  );
  app.get(`${PASSWORD_PATH}/veelgebruikt.json`, options, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(JSON.stringify(commonPasswordStems())),
  );
}
