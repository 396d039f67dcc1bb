import type * as z from 'zod';
import type {
  AccountDecision,
  AccountState,
  AdministeredEmployer,
  AdministeredRegion,
  AdministeredShowcase,
  AssignmentInputSchema,
  EmployerInputSchema,
  EmployerPerson,
  Municipality,
  MunicipalityInputSchema,
  RegionInputSchema,
  RegionPreview,
  ServingManager,
  ShowcaseInputSchema,
} from '@hallowerk/contract/administration/administration.ts';
import type { ServerClient } from '../server-client/server-client.ts';
import { CHANGE_OFFLINE, online, READ_OFFLINE } from '../online.ts';

type Calls = Pick<
  ServerClient,
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

/**
 * What a municipal administrator manages: asked of the server each time, kept nowhere. Every call throws `DesktopError`
 * OFFLINE and `ServerProblem` 403; changes also 400 with faults, 404, and 409 `changed_meanwhile` when somebody else was
 * first.
 */
export interface AdministrationService {
  municipality(): Promise<{ municipality: Municipality; regions: AdministeredRegion[] }>;
  changeMunicipality(input: {
    readonly seen: number;
    readonly municipality: z.input<typeof MunicipalityInputSchema>;
  }): Promise<Municipality>;
  previewRegion(input: { readonly connected: boolean }): Promise<RegionPreview>;
  changeRegion(input: {
    readonly seen: number;
    readonly region: z.input<typeof RegionInputSchema>;
  }): Promise<AdministeredRegion>;
  showcases(): Promise<{ items: AdministeredShowcase[] }>;
  saveShowcase(input: {
    readonly id: string;
    readonly seen: number | null;
    readonly showcase: z.input<typeof ShowcaseInputSchema>;
  }): Promise<AdministeredShowcase>;
  removeShowcase(input: { readonly id: string }): Promise<void>;
  employers(): Promise<{ items: AdministeredEmployer[]; accountManagers: ServingManager[] }>;
  employer(input: { readonly id: string }): Promise<{ employer: AdministeredEmployer; people: EmployerPerson[] }>;
  changeEmployer(input: {
    readonly id: string;
    readonly seen: number;
    readonly employer: z.input<typeof EmployerInputSchema>;
  }): Promise<AdministeredEmployer>;
  assignEmployers(input: z.input<typeof AssignmentInputSchema>): Promise<{ items: AdministeredEmployer[] }>;
  decideAccount(input: {
    readonly id: string;
    readonly decision: AccountDecision;
    readonly seen: AccountState;
  }): Promise<EmployerPerson>;
}

export function createAdministrationService(client: Calls): AdministrationService {
  return {
    municipality: () => online(client.getMunicipality({}), READ_OFFLINE),
    changeMunicipality: (body) => online(client.changeMunicipality({ body }), CHANGE_OFFLINE),
    previewRegion: (body) => online(client.previewRegion({ body }), READ_OFFLINE),
    changeRegion: (body) => online(client.changeRegion({ body }), CHANGE_OFFLINE),
    showcases: () => online(client.listShowcases({}), READ_OFFLINE),
    saveShowcase: ({ id, ...body }) => online(client.saveShowcase({ params: { id }, body }), CHANGE_OFFLINE),
    removeShowcase: (params) => online(client.removeShowcase({ params }), CHANGE_OFFLINE),
    employers: () => online(client.listEmployers({}), READ_OFFLINE),
    employer: (params) => online(client.getEmployer({ params }), READ_OFFLINE),
    changeEmployer: ({ id, ...body }) => online(client.changeEmployer({ params: { id }, body }), CHANGE_OFFLINE),
    assignEmployers: (body) => online(client.assignEmployers({ body }), CHANGE_OFFLINE),
    decideAccount: ({ id, ...body }) => online(client.decideAccount({ params: { id }, body }), CHANGE_OFFLINE),
  };
}
