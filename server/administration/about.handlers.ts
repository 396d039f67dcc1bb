import type { Knex } from 'knex';
import type { Handlers } from '../http/handlers.ts';
import { createAboutService } from './about.service.ts';

export function aboutHandlers(knex: Knex): Pick<Handlers, 'getAbout' | 'changeAbout'> {
  const about = createAboutService(knex);
  return {
    getAbout: ({ session }) => about.get(session),
    changeAbout: ({ session, body }) => about.change(session, body.seen, body.about),
  };
}
