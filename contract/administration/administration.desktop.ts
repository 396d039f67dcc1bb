import * as z from 'zod';
import { desktopApi } from '../app/app.desktop.ts';
import { UuidSchema } from '../common/primitives.ts';
import {
  ACCOUNT_DECISIONS,
  ACCOUNT_STATES,
  AdministeredEmployerSchema,
  AdministeredRegionSchema,
  AdministeredShowcaseSchema,
  AssignmentInputSchema,
  EmployerInputSchema,
  EmployerPersonSchema,
  MunicipalityInputSchema,
  MunicipalitySchema,
  RegionInputSchema,
  RegionPreviewSchema,
  RevisionSchema,
  ServingManagerSchema,
  ShowcaseInputSchema,
} from './administration.ts';

/** For administrators of a municipality, online only. */
export const ADMINISTRATION_DESKTOP_API = {
  municipality: desktopApi.output(
    z.object({ municipality: MunicipalitySchema, regions: z.array(AdministeredRegionSchema) }),
  ),
  changeMunicipality: desktopApi
    .input(z.object({ seen: RevisionSchema, municipality: MunicipalityInputSchema }))
    .output(MunicipalitySchema),
  previewRegion: desktopApi.input(z.object({ connected: z.boolean() })).output(RegionPreviewSchema),
  changeRegion: desktopApi
    .input(z.object({ seen: RevisionSchema, region: RegionInputSchema }))
    .output(AdministeredRegionSchema),
  showcases: desktopApi.output(z.object({ items: z.array(AdministeredShowcaseSchema) })),
  saveShowcase: desktopApi
    .input(z.object({ id: UuidSchema, seen: RevisionSchema.nullable(), showcase: ShowcaseInputSchema }))
    .output(AdministeredShowcaseSchema),
  removeShowcase: desktopApi.input(z.object({ id: UuidSchema })).output(z.void()),
  employers: desktopApi.output(
    z.object({ items: z.array(AdministeredEmployerSchema), accountManagers: z.array(ServingManagerSchema) }),
  ),
  employer: desktopApi
    .input(z.object({ id: UuidSchema }))
    .output(z.object({ employer: AdministeredEmployerSchema, people: z.array(EmployerPersonSchema) })),
  changeEmployer: desktopApi
    .input(z.object({ id: UuidSchema, seen: RevisionSchema, employer: EmployerInputSchema }))
    .output(AdministeredEmployerSchema),
  assignEmployers: desktopApi
    .input(AssignmentInputSchema)
    .output(z.object({ items: z.array(AdministeredEmployerSchema) })),
  decideAccount: desktopApi
    .input(z.object({ id: UuidSchema, decision: z.enum(ACCOUNT_DECISIONS), seen: ACCOUNT_STATES.schema }))
    .output(EmployerPersonSchema),
};
