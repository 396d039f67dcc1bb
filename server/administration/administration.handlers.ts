import type { Handlers } from '../http/handlers.ts';
import type { Clock } from '../security/clock.ts';
import { decideAccount, type AccountDecisionDependencies } from './account-decisions.ts';
import { createEmployersService } from './employers.service.ts';
import { createMunicipalityService } from './municipality.service.ts';
import { createShowcasesService } from './showcases.service.ts';

type AdministrationHandlers = Pick<
  Handlers,
  | 'getMunicipality'
  | 'changeMunicipality'
  | 'previewRegion'
  | 'changeRegion'
  | 'listShowcases'
  | 'saveShowcase'
  | 'removeShowcase'
  | 'listEmployers'
  | 'getEmployer'
  | 'changeEmployer'
  | 'assignEmployers'
  | 'decideAccount'
>;

/** What a municipal administrator manages; how far each call reaches stands in `administrator.ts`. */
export function administrationHandlers(
  deps: AccountDecisionDependencies & { readonly clock: Clock },
): AdministrationHandlers {
  const municipality = createMunicipalityService(deps.knex);
  const showcases = createShowcasesService(deps.knex);
  const employers = createEmployersService(deps);
  return {
    getMunicipality: ({ session }) => municipality.get(session),
    changeMunicipality: ({ session, body }) => municipality.change(session, body.seen, body.municipality),
    previewRegion: ({ session, body }) => municipality.previewRegion(session, body.connected),
    changeRegion: ({ session, body }) => municipality.changeRegion(session, body.seen, body.region),
    listShowcases: async ({ session }) => ({ items: await showcases.list(session) }),
    saveShowcase: ({ session, params, body }) => showcases.save(session, params.id, body.seen, body.showcase),
    removeShowcase: ({ session, params }) => showcases.remove(session, params.id),
    listEmployers: ({ session }) => employers.list(session),
    getEmployer: ({ session, params }) => employers.get(session, params.id),
    changeEmployer: ({ session, params, body }) => employers.change(session, params.id, body.seen, body.employer),
    assignEmployers: async ({ session, body }) => ({ items: await employers.assign(session, body) }),
    decideAccount: ({ session, params, body }) => decideAccount(deps, session, { id: params.id, ...body }),
  };
}
