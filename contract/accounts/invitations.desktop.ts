import * as z from 'zod';
import { UuidSchema } from '../common/primitives.ts';
import { desktopApi } from '../app/app.desktop.ts';
import {
  INVITATION_DECISIONS,
  InvitationInputSchema,
  InvitationMailSchema,
  InvitationOrganizationSchema,
  InvitationSchema,
} from './invitation.ts';

/** For who may invite, online only. */
export const INVITATIONS_DESKTOP_API = {
  list: desktopApi.output(
    z.object({ items: z.array(InvitationSchema), organizations: z.array(InvitationOrganizationSchema) }),
  ),
  save: desktopApi
    .input(z.object({ id: UuidSchema, invitation: InvitationInputSchema, send: z.boolean() }))
    .output(InvitationSchema),
  decide: desktopApi
    .input(z.object({ id: UuidSchema, decision: z.enum(INVITATION_DECISIONS) }))
    .output(z.object({ item: InvitationSchema.nullable() })),
  preview: desktopApi.input(InvitationInputSchema).output(InvitationMailSchema),
};
