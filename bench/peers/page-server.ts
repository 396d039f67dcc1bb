import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readCards } from '../data/corpus.ts';
import { cardPage } from '../data/pull-pages.ts';
import { answerQuestions } from '../lib/child.ts';

/** Serves ready-made pages over loopback, so that the product and PouchDB both get their documents through HTTP. */
export interface PageServerQuestion {
  readonly corpus: string;
  readonly rowsPerPage: number;
}

export interface PageServerAnswer {
  readonly port: number;
  readonly pages: number;
}

async function start({ corpus, rowsPerPage }: PageServerQuestion): Promise<PageServerAnswer> {
  const pages: Buffer[] = [];
  const add = (cards: Parameters<typeof cardPage>[0]['cards'], done: boolean): void => {
    pages.push(Buffer.from(JSON.stringify(cardPage({ number: pages.length + 1, done, cards }))));
  };
  let cards = [];
  for await (const card of readCards(corpus)) {
    if (cards.push(card) < rowsPerPage) continue;
    add(cards, false);
    cards = [];
  }
  add(cards, true);
  const server = createServer((request, response) => {
    const body = pages[Number(request.url?.slice(1))];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(body);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as AddressInfo).port, pages: pages.length }));
  });
}

answerQuestions<PageServerQuestion>(start);
