import type { FastifyInstance } from 'fastify';
import type { Knex } from 'knex';
import { DEFAULT_EMPLOYER_DAYS } from '@hallowerk/contract/accounts/invitation.ts';
import { accountHandlers } from './accounts/accounts.handlers.ts';
import { EMAIL_CHANGE_PATHS, registerEmailChangePages } from './accounts/email-change-page.ts';
import { emailChangeHandlers } from './accounts/email-change.handlers.ts';
import { createEmailChangeService } from './accounts/email-change.service.ts';
import { createEntraTokens } from './accounts/entra-token.ts';
import { createInvitationAcceptance } from './accounts/invitation-acceptance.ts';
import { createInvitationJoin } from './accounts/invitation-join.ts';
import { createInvitationMicrosoft } from './accounts/invitation-microsoft.ts';
import { INVITATION_PATH, registerInvitationPage } from './accounts/invitation-page.ts';
import { createInvitationSetup } from './accounts/invitation-setup.ts';
import { invitationHandlers } from './accounts/invitations.handlers.ts';
import { createInvitationsService } from './accounts/invitations.service.ts';
import { microsoftHandlers } from './accounts/microsoft.handlers.ts';
import {
  createMicrosoftService,
  type MicrosoftDependencies,
  type MicrosoftService,
} from './accounts/microsoft.service.ts';
import { createMicrosoftVisits } from './accounts/microsoft-visits.ts';
import { ownAccountHandlers } from './accounts/own-account.handlers.ts';
import { PASSWORD_PATH, registerPasswordPage } from './accounts/password-page.ts';
import { createPasswordResets, DEMO_RESET_LIMITS, RESET_LIMITS } from './accounts/password-resets.service.ts';
import type { Passwords } from './accounts/passwords.ts';
import { roleHandlers } from './accounts/roles.handlers.ts';
import { createRolesService } from './accounts/roles.service.ts';
import { securityHandlers } from './accounts/security.handlers.ts';
import type { createSessionsService } from './accounts/sessions.service.ts';
import { createSignInService, type SignInService } from './accounts/sign-in.service.ts';
import { accountManagerFor } from './candidates/contacts.repository.ts';
import type { ServerConfig } from './config.ts';
import type { RateLimits } from './http/rate-limits.ts';
import { linksTo } from './links-to.ts';
import type { Outbound } from './outbox/outbound.ts';
import type { Clock } from './security/clock.ts';
import type { ServerKeys } from './security/keys.ts';

export interface AccountParts {
  readonly config: ServerConfig;
  readonly app: FastifyInstance;
  readonly knex: Knex;
  readonly clock: Clock;
  readonly keys: ServerKeys;
  readonly passwords: Passwords;
  readonly outbound: Outbound;
  readonly limits: RateLimits;
  readonly sessions: ReturnType<typeof createSessionsService>;
  readonly wakeMails: () => void;
}

/** Pages for who follows a link in a mail without having the program at hand. */
export function registerAccountPages(app: FastifyInstance, limits: RateLimits, productName: string): void {
  const rateLimit = limits.guarded;
  registerEmailChangePages(app, { rateLimit });
  registerPasswordPage(app, { rateLimit });
  registerInvitationPage(app, { rateLimit, productName });
}

/** Everything about accounts: signing in, invitations, roles, security and what is one's own. */
export function composeAccounts(parts: AccountParts) {
  const { config, app, knex, clock } = parts;
  const { productName, demo } = config;
  const signIn = createSignInService({ ...parts, productName });
  const resets = createPasswordResets({
    ...{ ...parts, productName },
    limits: demo ? DEMO_RESET_LIMITS : RESET_LIMITS,
    linkTo: linksTo(app, config, `${PASSWORD_PATH}#`),
  });
  const microsoft = createMicrosoftService({ ...parts, productName, microsoft: entraOf(config) });
  const services = { ...parts, signIn, resets, microsoft, productName, demo };
  return {
    ...accountHandlers(services),
    ...composeInvitations(services),
    ...roleHandlers(createRolesService({ knex, clock })),
    ...securityHandlers(services),
    ...microsoftHandlers(services),
    ...composeEmailChanges(parts),
    ...ownAccountHandlers({ knex, clock, accountManagerFor }),
  };
}

function composeEmailChanges({ app, config, knex, clock, wakeMails }: AccountParts) {
  const links = {
    confirm: linksTo(app, config, `${EMAIL_CHANGE_PATHS.confirm}#`),
    cancel: linksTo(app, config, `${EMAIL_CHANGE_PATHS.cancel}#`),
  };
  const { productName } = config;
  return emailChangeHandlers(
    createEmailChangeService({
      ...{ knex, clock, accountManagerFor, productName, wakeMails },
      linkTo: (kind, token) => links[kind](token),
    }),
  );
}

/** Inviting, and what the holder of an invitation can do. */
function composeInvitations(
  parts: AccountParts & { readonly signIn: SignInService; readonly microsoft: MicrosoftService },
): ReturnType<typeof invitationHandlers> {
  const { app, config } = parts;
  const { productName, employerInvitationDays: employerDays = DEFAULT_EMPLOYER_DAYS } = config;
  const linkTo = linksTo(app, config, `${INVITATION_PATH}#`);
  const pageAddress = linksTo(app, config, INVITATION_PATH);
  const returnTo = (): string | null => pageAddress('');
  const application = config.microsoft ?? null;
  const microsoftOffered = (): boolean => application !== null && returnTo() !== null;
  const services = { ...parts, productName, employerDays, linkTo, returnTo, microsoftOffered };
  const setup = createInvitationSetup(services);
  const join = createInvitationJoin(services);
  const visits = application === null ? null : createMicrosoftVisits(application);
  return invitationHandlers({
    invitations: createInvitationsService(services),
    acceptance: createInvitationAcceptance(services),
    setup,
    join,
    microsoft: visits === null ? null : createInvitationMicrosoft({ ...services, setup, join, visits }),
  });
}

function entraOf({ microsoft }: ServerConfig): MicrosoftDependencies['microsoft'] {
  if (microsoft === null || microsoft === undefined) return null;
  return { application: microsoft, tokens: createEntraTokens(microsoft) };
}
