import { readFileSync } from 'node:fs';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { PASSWORD_RULES } from '@hallowerk/contract/accounts/password-policy.ts';
import { createPage, escapeHtml, sendPage, type HtmlPage } from '../shared/page-shell.ts';
import { PASSWORD_PATH, ruleLine } from './password-page.ts';

/** The page behind an invitation. It is the same for everybody: the token is in the fragment, which is never sent here. */
export const INVITATION_PATH = '/uitnodiging';

const STYLE = `
  .steps { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0 0 1.5rem; padding: 0; list-style: none; font-size: .9rem; }
  .steps li[aria-current=step] { font-weight: 700; text-decoration: underline; text-underline-offset: .3rem; }
  .terms { max-height: 22rem; overflow: auto; margin: 1rem 0; padding: 0 1rem 1rem; border: 1px solid var(--line); border-radius: .375rem; }
  .terms p { margin: 0; }
  fieldset { margin: 1rem 0; padding: 0; border: 0; }
  input.code { max-width: 10rem; font-size: 1.3rem; letter-spacing: .2em; }
  .or { text-align: center; }
  [data-microsoft] .hint { margin: .5rem 0 1rem; }
  fieldset [data-microsoft] .hint { margin: -.75rem 0 1rem 1.85rem; }
  .qr { display: block; width: 12rem; height: 12rem; margin: 1rem 0; background: #fff; }
  .secret { font: 600 1.05rem ui-monospace, monospace; word-break: break-all; }`;

/** A state without a form: a title, what is the matter, and what to do. */
function notice(id: string, title: string, text: string, control = ''): string {
  return `<section data-state="${id}" hidden>\n<h1 tabindex="-1">${title}</h1>\n<p>${text}</p>\n${control}\n</section>`;
}

const codeField = (id: string, label: string): string => `<div class="field"><label for="${id}">${label}</label>
<input id="${id}" class="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="9" aria-describedby="${id}-fault">
<p class="fault" id="${id}-fault" role="alert"></p></div>`;

const passwordField = (id: string, label: string, complete: string, more = ''): string =>
  `<div class="field"><label for="${id}">${label}</label>
<input id="${id}" type="password" autocomplete="${complete}" maxlength="200" aria-describedby="${more}${id}-fault">
<p class="fault" id="${id}-fault" role="alert"></p></div>
<label class="check"><input type="checkbox" data-shows="${id}"> Laat mijn wachtwoord zien</label>`;

const OPEN_APP = `<a class="button" href="hallowerk://kandidaten">Open de app</a>`;

const PRIVATE_HINT = 'Een privéaccount van Microsoft, zoals Hotmail of MSN, werkt niet.';

const TERMS = `<section data-state="terms" hidden>
<h1 tabindex="-1">Welkom, <span data-text="fullName"></span></h1>
<p><span data-text="invited"></span> Je account komt op <strong data-text="email"></strong>.</p>
<p>Lees eerst de voorwaarden. Daarna maak je je account veilig.</p>
<div class="terms" id="terms-text" tabindex="0" role="region" aria-label="Voorwaarden"></div>
<form data-form="terms">
<label class="check"><input type="checkbox" id="agree"> Ik heb de voorwaarden gelezen en ga ermee akkoord</label>
<p class="fault" id="agree-fault" role="alert"></p>
<button type="submit" disabled>Accepteren</button>
</form>
</section>`;

/** Who has a login already proves it, and gets another account behind it. */
const JOIN = `<section data-state="join" hidden>
<h1 tabindex="-1">Je hebt al een account</h1>
<p>Log in zoals je gewend bent. Daarna komt er een account bij; je wisselt in het menu van de app.</p>
<form data-form="join"><input type="text" class="spoken" autocomplete="username" tabindex="-1" aria-hidden="true" data-value="email" readonly>
${passwordField('join-password', 'Wachtwoord', 'current-password')}
<button type="submit">Verder</button></form>
<div data-microsoft hidden>
<p class="or">of</p>
<p class="fault" id="join-choice-fault" role="alert"></p>
<button type="button" class="plain" id="join-microsoft" aria-describedby="join-microsoft-hint">Inloggen met Microsoft</button>
<p class="hint" id="join-microsoft-hint">Kies dit als je hier met Microsoft inlogt. ${PRIVATE_HINT}</p>
</div>
</section>
<section data-state="join-way" hidden>
<h1 tabindex="-1">Kies je extra controlestap</h1>
<button type="button" data-way="TOTP">Code uit de authenticator-app</button>
<button type="button" class="plain" data-way="SMS">Code per sms</button>
<p class="fault" id="join-way-fault" role="alert"></p>
</section>
<section data-state="join-code" hidden>
<h1 tabindex="-1">Vul de code in</h1>
<p id="join-hint"></p>
<form data-form="join-code">${codeField('join-code-field', 'Code van zes cijfers')}
<button type="submit">Account toevoegen</button></form>
</section>`;

/** Microsoft stands beside the password where the server offers it (HW-SEC-01, -04 to -06). */
const METHOD = `<section data-state="method" hidden>
<h1 tabindex="-1">Hoe wil je inloggen?</h1>
<form data-form="method">
<fieldset><legend class="spoken">Kies hoe je inlogt</legend>
<label class="check"><input type="radio" name="method" value="PASSWORD" checked> Wachtwoord</label>
<div data-microsoft hidden>
<label class="check"><input type="radio" name="method" value="MICROSOFT" aria-describedby="microsoft-hint"> Inloggen met Microsoft</label>
<p class="hint" id="microsoft-hint">Kies dit als je organisatie Microsoft Azure heeft. ${PRIVATE_HINT}</p>
</div>
</fieldset>
<p class="fault" id="choice-fault" role="alert"></p>
<button type="submit">Verder</button>
</form>
</section>`;

const PASSWORD = `<section data-state="password" hidden>
<h1 tabindex="-1">Maak een wachtwoord</h1>
<form data-form="password">
<input type="text" class="spoken" autocomplete="username" tabindex="-1" aria-hidden="true" data-value="email" readonly>
${passwordField('new-password', 'Wachtwoord', 'new-password', 'rules ')}
<ul class="rules" id="rules">${PASSWORD_RULES.map(ruleLine).join('')}</ul>
<button type="submit">Opslaan</button>
</form>
</section>`;

const FACTOR = `<section data-state="factor" hidden>
<h1 tabindex="-1">Stel een extra controlestap in</h1>
<p>Inloggen gaat in twee stappen: je wachtwoord en een code. Dat is verplicht. Je hebt er een telefoon bij nodig.</p>
<button type="button" data-start="TOTP">Authenticator-app instellen</button>
<button type="button" class="plain" data-start="PHONE">Code per sms gebruiken</button>
<p class="fault" id="factor-fault" role="alert"></p>
</section>
<section data-state="totp" hidden>
<h1 tabindex="-1">Koppel je authenticator-app</h1>
<ol><li>Open een authenticator-app op je telefoon.</li><li>Scan deze QR-code, of typ de sleutel over.</li><li>Vul de code van zes cijfers in die de app laat zien.</li></ol>
<img class="qr" id="qr" alt="QR-code voor je authenticator-app">
<p>Sleutel: <span class="secret" id="secret"></span></p>
<form data-form="totp">${codeField('totp-code', 'Code uit de app')}
<button type="submit">Bevestigen</button></form>
<button type="button" class="plain" data-go="factor">Iets anders kiezen</button>
</section>
<section data-state="phone" hidden>
<h1 tabindex="-1">Code per sms</h1>
<form data-form="phone"><div class="field"><label for="phone">Mobiel nummer</label>
<input id="phone" type="tel" autocomplete="tel" maxlength="40" aria-describedby="phone-hint phone-fault">
<p class="hint" id="phone-hint">Bijvoorbeeld 06 12345678</p><p class="fault" id="phone-fault" role="alert"></p></div>
<button type="submit">Stuur de code</button></form>
<button type="button" class="plain" data-go="factor">Iets anders kiezen</button>
</section>
<section data-state="pin" hidden>
<h1 tabindex="-1">Controleer je telefoon</h1>
<p>We sturen een pincode naar het mobiele nummer dat bij ons bekend is.</p>
<form data-form="pin"><button type="submit">Stuur de pincode</button><p class="fault" id="pin-fault" role="alert"></p></form>
</section>
<section data-state="sms" hidden>
<h1 tabindex="-1">Vul de code in</h1>
<p>We hebben een code gestuurd naar <span data-text="hint"></span>. Hij is 5 minuten geldig.</p>
<form data-form="sms">${codeField('sms-code', 'Eenmalige pincode')}
<button type="submit">Bevestigen</button></form>
<button type="button" class="plain" data-start="AGAIN">Stuur een nieuwe code</button>
</section>`;

const NOTICES = [
  notice(
    'done',
    'Je account is klaar',
    'Open de app en log in met je e-mailadres, je wachtwoord en een code. Heb je de app nog niet? Vraag je gemeente om de installatie.',
    OPEN_APP,
  ),
  notice(
    'done-microsoft',
    'Je account is klaar',
    'Open de app en kies ‘Inloggen met Microsoft Azure’. Heb je de app nog niet? Vraag je gemeente om de installatie.',
    OPEN_APP,
  ),
  notice(
    'joined',
    'Je account is toegevoegd',
    'Open de app en kies het nieuwe account in het menu rechtsboven. Inloggen blijft zoals het was.',
    OPEN_APP,
  ),
  notice(
    'sign-in',
    'Je hebt al een account',
    'Je hoeft niets nieuws te maken. Open de app en log in zoals je gewend bent.',
    OPEN_APP,
  ),
  notice(
    'used',
    'Deze uitnodiging is al gebruikt',
    'Een uitnodiging werkt één keer. Je account is er al: open de app en log in.',
    OPEN_APP,
  ),
  notice('expired', 'Deze uitnodiging is verlopen', 'Vraag de persoon die je uitnodigde om een nieuwe uitnodiging.'),
  notice(
    'revoked',
    'Deze uitnodiging is ingetrokken',
    'Klopt dat niet? Neem contact op met de persoon die je uitnodigde.',
  ),
  notice(
    'unknown',
    'Deze link werkt niet',
    'Open de hele link uit de nieuwste e-mail die je kreeg. Lukt het niet? Vraag dan om een nieuwe uitnodiging.',
  ),
  notice(
    'failed',
    'De pagina kon niet worden geladen',
    'Controleer je verbinding en probeer het opnieuw. Wat je al gedaan hebt, is bewaard.',
    '<button id="again" type="button">Probeer opnieuw</button>',
  ),
].join('\n');

const RESUME = `<section data-state="resume" hidden>
<h1 tabindex="-1">Ga verder waar je was</h1>
<p>Je account is bijna klaar. Vul het wachtwoord in dat je gemaakt hebt.</p>
<form data-form="resume"><input type="text" class="spoken" autocomplete="username" tabindex="-1" aria-hidden="true" data-value="email" readonly>
${passwordField('old-password', 'Wachtwoord', 'current-password')}
<button type="submit">Verder</button></form>
</section>`;

const STEPS = `<ol class="steps" id="steps" aria-label="Stappen" hidden><li data-step="terms">1. Voorwaarden</li><li data-step="password">2. Inloggen</li><li data-step="factor">3. Extra controlestap</li></ol>
<section data-state="loading"><h1>Even geduld</h1><p>Je uitnodiging wordt geopend. Blijft dit staan? Zet dan JavaScript aan.</p></section>`;

function pageOf(productName: string): HtmlPage {
  return createPage({
    title: `Uitnodiging – ${productName}`,
    product: productName,
    body: [STEPS, TERMS, METHOD, PASSWORD, FACTOR, RESUME, JOIN, NOTICES].join('\n'),
    attributes: `data-page="invitation" data-product="${escapeHtml(productName)}"`,
    style: STYLE,
    scripts: [`${PASSWORD_PATH}/pagina.js`, `${INVITATION_PATH}/microsoft.js`, `${INVITATION_PATH}/pagina.js`],
    drawnImages: true,
  });
}

const SCRIPTS = { 'microsoft.js': './invitation-microsoft-visit.js', 'pagina.js': './invitation-page.js' };

/** `GET /uitnodiging` and its scripts. What is behind a link comes from the API, to who has the token. */
export function registerInvitationPage(
  app: FastifyInstance,
  deps: { readonly rateLimit: RateLimitOptions; readonly productName: string },
): void {
  const options = { schema: { hide: true }, config: { rateLimit: deps.rateLimit } };
  const page = pageOf(deps.productName);
  app.get(INVITATION_PATH, options, async (_request, reply) => sendPage(reply, page));
  for (const [path, file] of Object.entries(SCRIPTS)) {
    const script = readFileSync(new URL(file, import.meta.url), 'utf8');
    app.get(`${INVITATION_PATH}/${path}`, options, async (_request, reply) =>
      reply.type('text/javascript; charset=utf-8').send(script),
    );
  }
}
