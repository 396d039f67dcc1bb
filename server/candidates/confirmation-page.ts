import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { ConfirmationAnswer } from '@hallowerk/contract/candidates/confirmation.ts';
import type { AnswerResult, ConfirmationsService } from './confirmations.service.ts';

/** The page behind the link in a mail, for candidates: no account, no script, and no personal data but a first name. */
export const CONFIRMATION_PATH = '/profiel-bevestigen';

/** Word in the address of each button. */
const ANSWERS: Readonly<Record<string, ConfirmationAnswer>> = { klopt: 'CONFIRMED', veranderd: 'CHANGED' };

const STYLE = `
  :root { color-scheme: light dark; font: 18px/1.5 system-ui, sans-serif; }
  body { max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
  h1 { font-size: 1.6rem; line-height: 1.25; }
  form { margin: 1rem 0; }
  button { width: 100%; min-height: 3rem; padding: .5rem 1rem; border: 2px solid #1d4f91; border-radius: .375rem;
    background: #fff; color: #1d4f91; font: inherit; font-weight: 600; cursor: pointer; }
  button.first { background: #1d4f91; color: #fff; }
  button:focus-visible { outline: 3px solid #ffb612; outline-offset: 2px; }`;

/** Nothing may run or load on this page but its own style sheet, and its buttons go to this server only. */
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);

interface Page {
  readonly status: number;
  readonly title: string;
  readonly text: string;
}

const PAGES: Readonly<Record<AnswerResult, Page>> = {
  CONFIRMED: {
    status: 200,
    title: 'Bedankt, je profiel is bevestigd',
    text: 'Werkgevers zien nu dat je profiel van vandaag klopt. Je hoeft niets meer te doen.',
  },
  CHANGED: {
    status: 200,
    title: 'Bedankt, we geven het door',
    text: 'Je contactpersoon bij de gemeente krijgt bericht en neemt contact met je op om je profiel aan te passen.',
  },
  used: {
    status: 410,
    title: 'Je hebt al antwoord gegeven',
    text: 'Deze link werkt één keer. Is er toch iets veranderd? Neem dan contact op met je contactpersoon bij de gemeente.',
  },
  expired: {
    status: 410,
    title: 'Deze link is verlopen',
    text: 'Kijk of je een nieuwere e-mail hebt gekregen. Of neem contact op met je contactpersoon bij de gemeente.',
  },
  unknown: {
    status: 404,
    title: 'Deze link werkt niet',
    text: 'Controleer of je de hele link uit de e-mail hebt geopend. Lukt het niet? Neem dan contact op met je contactpersoon bij de gemeente.',
  },
};

/**
 * `GET /profiel-bevestigen/<token>` asks, `POST …/klopt` and `POST …/veranderd` answer. Opening the page changes nothing,
 * because mail programs open links by themselves. The access log holds the pattern of the route only, never a token.
 */
export function registerConfirmationPage(
  app: FastifyInstance,
  deps: {
    readonly confirmations: Pick<ConfirmationsService, 'look' | 'answer'>;
    readonly rateLimit: RateLimitOptions;
  },
): void {
  const { confirmations, rateLimit } = deps;
  const schema = { hide: true };
  app.register(async (pages) => {
    // The buttons send an empty form.
    pages.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, _body, done) =>
      done(null, undefined),
    );
    pages.get<{ Params: { token: string } }>(
      `${CONFIRMATION_PATH}/:token`,
      { schema, config: { rateLimit } },
      async ({ params }, reply) => {
        const link = await confirmations.look(params.token);
        if (link.state !== 'open') return send(reply, PAGES[link.state], '');
        return send(reply, askPage(link.firstName), buttons(params.token));
      },
    );
    pages.post<{ Params: { token: string; answer: string } }>(
      `${CONFIRMATION_PATH}/:token/:answer`,
      { schema, config: { rateLimit } },
      async ({ params }, reply) => {
        const answer = Object.hasOwn(ANSWERS, params.answer) ? ANSWERS[params.answer] : undefined;
        const result = answer === undefined ? 'unknown' : await confirmations.answer(params.token, answer);
        return send(reply, PAGES[result], '');
      },
    );
  });
}

function askPage(firstName: string): Page {
  const greeting = firstName.trim() === '' ? 'Hallo.' : `Hallo ${firstName.trim()}.`;
  return {
    status: 200,
    title: 'Klopt je profiel nog?',
    text: `${greeting} Werkgevers zoeken in de profielen van de gemeente naar nieuwe mensen. Laat weten of wat er over jou staat nog klopt.`,
  };
}

function buttons(token: string): string {
  const address = escape(`${CONFIRMATION_PATH}/${encodeURIComponent(token)}`);
  return `<form method="post" action="${address}/klopt"><button class="first">Ja, alles klopt</button></form>
<form method="post" action="${address}/veranderd"><button>Nee, er is iets veranderd</button></form>`;
}

function send(reply: FastifyReply, page: Page, controls: string): FastifyReply {
  return reply.code(page.status).header('content-security-policy', POLICY).type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(page.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(page.title)}</h1>
<p>${escape(page.text)}</p>
${controls}
</main>
</body>
</html>`);
}
