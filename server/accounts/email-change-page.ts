import { readFileSync } from 'node:fs';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { createPage, sendPage, type HtmlPage } from '../shared/page-shell.ts';

/** The pages behind the two mails. The token is in the fragment, which is never sent here. */
export const EMAIL_CHANGE_PATHS = { confirm: '/e-mailadres', cancel: '/e-mailadres/niet-ik' } as const;
const SCRIPT_PATH = `${EMAIL_CHANGE_PATHS.confirm}/pagina.js`;

interface PageTexts {
  readonly page: 'email-confirm' | 'email-cancel';
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly done: string;
  readonly doneText: string;
  readonly closedText: string;
}

const CONFIRM: PageTexts = {
  page: 'email-confirm',
  title: 'Bevestig je nieuwe e-mailadres',
  text: 'Met dit e-mailadres log je voortaan in. Je wachtwoord blijft hetzelfde.',
  button: 'Dit adres gebruiken',
  done: 'Je e-mailadres is gewijzigd',
  doneText: 'Log voortaan in met je nieuwe e-mailadres.',
  closedText: 'De link werkt één keer en is 24 uur geldig. Vraag de wijziging opnieuw aan bij je instellingen.',
};

const CANCEL: PageTexts = {
  page: 'email-cancel',
  title: 'Was jij dit niet?',
  text: 'Je houdt dan je oude e-mailadres. Je wordt overal uitgelogd.',
  button: 'Dit was ik niet',
  done: 'Je houdt je oude e-mailadres',
  doneText:
    'Je bent overal uitgelogd. Wijzig nu meteen je wachtwoord met ‘Wachtwoord vergeten?’ in de app, en vertel het je gemeente.',
  closedText: 'De link werkt zeven dagen. Herken je de wijziging niet? Neem dan direct contact op met je gemeente.',
};

function pageOf(texts: PageTexts): HtmlPage {
  const body = `<section data-state="loading"><h1>Even geduld</h1><p>De pagina wordt geladen. Blijft dit staan? Zet dan JavaScript aan.</p></section>
<section data-state="form" hidden>
<h1 tabindex="-1">${texts.title}</h1>
<p>${texts.text}</p>
<p class="fault" id="message" role="alert"></p>
<button id="send" type="button">${texts.button}</button>
</section>
<section data-state="done" hidden><h1 tabindex="-1">${texts.done}</h1><p>${texts.doneText}</p>
<a class="button" href="hallowerk://kandidaten">Open de app</a></section>
<section data-state="closed" hidden><h1 tabindex="-1">Deze link werkt niet meer</h1><p>${texts.closedText}</p></section>`;
  return createPage({ title: texts.title, body, attributes: `data-page="${texts.page}"`, scripts: [SCRIPT_PATH] });
}

/** `GET /e-mailadres`, `/e-mailadres/niet-ik` and their script. The same for everybody. */
export function registerEmailChangePages(app: FastifyInstance, deps: { readonly rateLimit: RateLimitOptions }): void {
  const options = { schema: { hide: true }, config: { rateLimit: deps.rateLimit } };
  const script = readFileSync(new URL('./email-change-page.js', import.meta.url), 'utf8');
  const [confirm, cancel] = [pageOf(CONFIRM), pageOf(CANCEL)];
  app.get(EMAIL_CHANGE_PATHS.confirm, options, async (_request, reply) => sendPage(reply, confirm));
  app.get(EMAIL_CHANGE_PATHS.cancel, options, async (_request, reply) => sendPage(reply, cancel));
  app.get(SCRIPT_PATH, options, async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(script));
}
