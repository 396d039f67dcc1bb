import { randomUUID } from 'node:crypto';
import type { Action, Subject } from '@hallowerk/contract/accounts/abilities.ts';
import type { OperationId } from '@hallowerk/contract/http.ts';
import { TEST_DEVICE } from './http-client.ts';
import type { TenantRows } from './tenant-rows.ts';
import type { Person } from './tenants.ts';

/** What is asked: where in the address, and what goes along. */
export interface Asked {
  /** For `{id}`; left out, nothing that exists. */
  readonly id?: string;
  readonly body?: unknown;
  readonly query?: string;
}

/**
 * What one route answers, to everybody. `needs` is who gets past the door: anybody, who is signed in, or who has this right;
 * all others get 401 or 403. `open` is what those get with what `ask` makes, or with a request that makes no sense (400).
 * `foreign` is what they get about a real thing of another municipality, with a request that is right otherwise.
 */
export interface RouteRule {
  readonly needs: 'anybody' | 'session' | readonly [Action, Subject];
  readonly open: number;
  readonly ask?: (own: TenantRows, visitor: Person) => Asked;
  readonly foreign?: { readonly status: number; readonly ask: (rows: TenantRows, visitor: Person) => Asked };
  /** Ends the session of who asks. */
  readonly ends?: true;
}

const anybody = (open: number, more: Partial<RouteRule> = {}): RouteRule => ({ needs: 'anybody', open, ...more });
const signedIn = (open: number, more: Partial<RouteRule> = {}): RouteRule => ({ needs: 'session', open, ...more });
const may = (action: Action, subject: Subject, open: number, more: Partial<RouteRule> = {}): RouteRule => ({
  ...{ needs: [action, subject], open },
  ...more,
});
const missing = (ask: (rows: TenantRows, visitor: Person) => Asked) => ({ foreign: { status: 404, ask } });

const REASON = 'Een brief van de kandidaat';
const municipal = (open: number, more: Partial<RouteRule> = {}) => may('administer', 'Municipality', open, more);
const inviting = (open: number, more: Partial<RouteRule> = {}) => may('create', 'Invitation', open, more);
const erasing = (open: number, more: Partial<RouteRule> = {}) => may('administer', 'Erasure', open, more);
const retaining = (open: number, more: Partial<RouteRule> = {}) => may('administer', 'Retention', open, more);
const crawling = (open: number, more: Partial<RouteRule> = {}) => may('administer', 'CrawlSource', open, more);
const roleMaking = (open: number, more: Partial<RouteRule> = {}) => may('administer', 'Role', open, more);

/** One line for every route; a route that is missing does not compile, and fails the test. */
export const ROUTE_RULES: Readonly<Record<OperationId, RouteRule>> = {
  getHealth: anybody(200),
  getReadiness: anybody(200),
  createSignInChallenge: anybody(400),
  sendSignInCode: anybody(410, { ask: () => ({ body: { method: 'SMS' } }) }),
  createSession: anybody(400),
  renewSession: anybody(400),
  deleteSession: signedIn(204, { ends: true }),
  getMe: signedIn(200),
  createRecoverySession: anybody(400),
  createTrustedSession: anybody(400),
  requestPasswordReset: anybody(400),
  openPasswordReset: anybody(400),
  completePasswordReset: anybody(400),
  getSecurity: signedIn(200),
  startConfirmation: signedIn(400),
  completeConfirmation: signedIn(400, {
    foreign: { status: 410, ask: ({ challenge }) => ({ id: challenge, body: { method: 'SMS', code: '123456' } }) },
  }),
  changePassword: signedIn(400),
  removePassword: signedIn(403),
  requestEmailChange: signedIn(400),
  confirmEmailChange: anybody(400),
  cancelEmailChange: anybody(400),
  beginAuthenticator: signedIn(403),
  beginSmsFactor: signedIn(400),
  confirmSecondFactor: signedIn(400),
  removeSecondFactor: signedIn(403, { foreign: { status: 403, ask: ({ factor }) => ({ id: factor }) } }),
  createRecoveryCodes: signedIn(403),
  getMicrosoftSettings: anybody(200),
  createMicrosoftChallenge: anybody(404),
  createMicrosoftSession: anybody(400),
  listMicrosoftIdentities: signedIn(200),
  createMicrosoftLinkChallenge: signedIn(404),
  createMicrosoftIdentity: signedIn(400),
  createMicrosoftConfirmationChallenge: signedIn(404),
  createMicrosoftConfirmation: signedIn(400),
  deleteMicrosoftIdentity: signedIn(403, { foreign: { status: 403, ask: ({ identity }) => ({ id: identity }) } }),
  listInvitations: may('view', 'Invitation', 200),
  saveInvitation: inviting(
    400,
    missing(({ invitation, invited }) => ({ id: invitation, body: { invitation: invited, send: false } })),
  ),
  decideInvitation: inviting(
    400,
    missing(({ invitation }) => ({ id: invitation, body: { decision: 'REMOVE' } })),
  ),
  previewInvitation: inviting(400),
  openInvitation: anybody(400),
  acceptInvitation: anybody(400),
  createInvitationMicrosoftVisit: anybody(400),
  setInvitationMicrosoft: anybody(400),
  joinInvitationWithMicrosoft: anybody(400),
  startInvitationJoin: anybody(400),
  completeInvitationJoin: anybody(400),
  resumeInvitation: anybody(400),
  setInvitationPassword: anybody(400),
  startInvitationFactor: anybody(400),
  confirmInvitationFactor: anybody(400),
  listRoles: may('edit', 'Role', 200),
  createRole: roleMaking(
    400,
    missing(({ customRole }, { role }) => ({ id: customRole, body: { name: 'X', basedOn: role, rights: [] } })),
  ),
  changeRole: roleMaking(
    400,
    missing(({ customRole }) => ({ id: customRole, body: { name: 'X', rights: [], seen: 1 } })),
  ),
  deleteRole: roleMaking(
    404,
    missing(({ customRole }) => ({ id: customRole })),
  ),
  listRoleMembers: may('edit', 'Role', 200),
  giveRole: may(
    'edit',
    'Role',
    400,
    missing(({ employee }) => ({ id: employee, body: { role: 'EMPLOYER', customRoleId: null } })),
  ),
  getPersonalData: signedIn(200),
  changePersonalData: signedIn(400),
  getOwnPhoto: signedIn(404),
  setOwnPhoto: signedIn(400),
  deleteOwnPhoto: signedIn(204),
  listAccounts: signedIn(200),
  switchAccount: signedIn(
    400,
    missing(({ employee }) => ({ id: employee, body: { device: TEST_DEVICE } })),
  ),
  listSessions: signedIn(200),
  endSession: signedIn(
    404,
    missing(({ session }) => ({ id: session })),
  ),
  endAllSessions: signedIn(204, { ends: true }),
  listNotificationPreferences: signedIn(200),
  setNotificationPreference: signedIn(400),
  listDemoAccounts: anybody(200),
  listDemoMessages: anybody(200),
  getPhysicalCapacity: may('view', 'PhysicalCapacity', 200, {
    ask: ({ candidate }) => ({ id: candidate }),
    ...missing(({ candidate }) => ({ id: candidate })),
  }),
  getCandidateFile: may(
    'view',
    'Candidate',
    404,
    missing(({ candidate }) => ({ id: candidate })),
  ),
  requestContactData: may(
    'create',
    'ContactRequest',
    400,
    missing(({ candidate }) => ({ id: candidate, body: { id: randomUUID(), vacancyId: null } })),
  ),
  getContactReport: may('view', 'ContactReport', 400),
  listConfirmationRequests: may('view', 'ProfileConfirmation', 200),
  requestConfirmations: may('create', 'ProfileConfirmation', 400),
  listPhysicalCapacities: may('view', 'PhysicalCapacity', 200),
  listDevices: may('administer', 'Device', 200),
  decideDevice: may(
    'administer',
    'Device',
    400,
    missing(({ device }) => ({ id: device, body: { decision: 'LOCK' } })),
  ),
  confirmWiped: anybody(400),
  getMunicipality: municipal(200),
  getAbout: signedIn(200),
  changeAbout: municipal(400),
  changeMunicipality: municipal(400),
  previewRegion: municipal(400),
  changeRegion: municipal(400),
  listShowcases: municipal(200),
  saveShowcase: municipal(
    400,
    missing(({ showcase }) => ({
      id: showcase,
      body: { seen: null, showcase: { name: 'X', regionCodes: [], filterCategories: ['workType'] } },
    })),
  ),
  removeShowcase: municipal(
    404,
    missing(({ showcase }) => ({ id: showcase })),
  ),
  listEmployers: municipal(200),
  getEmployer: municipal(200, {
    ask: ({ employer }) => ({ id: employer }),
    ...missing(({ employer }) => ({ id: employer })),
  }),
  changeEmployer: municipal(
    400,
    missing(({ employer }) => ({
      id: employer,
      body: { seen: 0, employer: { name: 'X', kvk: null, website: '' } },
    })),
  ),
  assignEmployers: municipal(
    400,
    missing(({ employer }) => ({
      body: { accountManagerId: null, employers: [{ id: employer, seen: 0 }] },
    })),
  ),
  decideAccount: municipal(
    400,
    missing(({ employee }) => ({ id: employee, body: { decision: 'BLOCK', seen: 'ACTIVE' } })),
  ),
  createSubjectFile: may(
    'create',
    'SubjectFile',
    400,
    missing(({ candidate }) => ({ body: { candidateId: candidate, reason: REASON } })),
  ),
  listErasureRequests: erasing(200),
  createErasureRequest: erasing(
    400,
    missing(({ candidate }) => ({ body: { id: randomUUID(), candidateId: candidate, reason: REASON } })),
  ),
  decideErasureRequest: erasing(
    400,
    missing(({ erasure }) => ({ id: erasure, body: { decision: 'REVIEW', ground: '' } })),
  ),
  getErasureProof: erasing(
    404,
    missing(({ erasure }) => ({ id: erasure })),
  ),
  allowReturn: erasing(
    404,
    missing(({ erasure }) => ({ id: erasure })),
  ),
  setCandidateService: retaining(
    400,
    missing(({ candidate }) => ({ id: candidate, body: { ended: true } })),
  ),
  getRetention: retaining(200),
  setRetentionPolicy: retaining(400),
  rehearseRetention: retaining(200),
  runRetention: retaining(200),
  listAuditEvents: may('view', 'AuditTrail', 200),
  listOwnAuditEvents: signedIn(200),
  getAuditOverview: may('view', 'AuditTrail', 200),
  exportAuditEvents: may('view', 'AuditTrail', 201),
  listCrawlSources: crawling(200),
  saveCrawlSource: crawling(
    400,
    missing(({ crawlSource, employer }) => ({
      id: crawlSource,
      body: {
        seen: 0,
        source: { organizationId: employer, kind: 'SITE', name: 'X', url: 'https://www.hallowerk.nl/', paused: true },
      },
    })),
  ),
  startCrawl: crawling(
    404,
    missing(({ crawlSource }) => ({ id: crawlSource })),
  ),
  listCrawlRuns: crawling(
    404,
    missing(({ crawlSource }) => ({ id: crawlSource })),
  ),
  cancelCrawl: crawling(
    404,
    missing(({ crawlRun }) => ({ id: crawlRun })),
  ),
  pull: signedIn(400),
  push: signedIn(400),
  verify: signedIn(400),
};
