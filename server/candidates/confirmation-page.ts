import type { FastifyInstance, FastifyReply } from 'fastify';
import type { RateLimitOptions } from '@fastify/rate-limit';
import type { ConfirmationAnswer } from '@hallowerk/contract/candidates/confirmation.ts';
import { createPage, escapeHtml, sendPage } from '../shared/page-shell.ts';
import type { AnswerResult, ConfirmationsService } from './confirmations.service.ts';

/** The page behind the link in a mail, for candidates: no account, no script, and no personal data but a first name. */
export const CONFIRMATION_PATH = '/profiel-bevestigen';

/** Word in the address of each button. */
const ANSWERS: Readonly<Record<string, ConfirmationAnswer>> = { klopt: 'CONFIRMED', veranderd: 'CHANGED' };

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
  const address = escapeHtml(`${CONFIRMATION_PATH}/${encodeURIComponent(token)}`);
  return `<form method="post" action="${address}/klopt"><button>Ja, alles klopt</button></form>
<form method="post" action="${address}/veranderd"><button class="plain">Nee, er is iets veranderd</button></form>`;
}

function send(reply: FastifyReply, { status, title, text }: Page, controls: string): FastifyReply {
  const body = `<h1>${escapeHtml(title)}</h1>\n<p>${escapeHtml(text)}</p>\n${controls}`;
  return sendPage(reply, createPage({ title, body, forms: true }), status);
}
