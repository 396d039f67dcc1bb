import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  afterEvent,
  INVITATION_EVENTS,
  INVITATION_KINDS,
  INVITATION_STATES,
  InvitationInputSchema,
  invitableKinds,
  ROLES_OF_KIND,
  stateAt,
  validityOf,
  type InvitationInput,
  type InvitationState,
} from './invitation.ts';
import { ROLES } from './account.ts';

/** The table of features §5.2, as it stands there. */
const TABLE: Readonly<Record<InvitationState, readonly InvitationState[]>> = {
  DRAFT: ['SENT'],
  SENT: ['OPENED', 'EXPIRED', 'REVOKED'],
  OPENED: ['ACCEPTED', 'EXPIRED', 'REVOKED'],
  ACCEPTED: [],
  EXPIRED: ['SENT'],
  REVOKED: ['SENT'],
};

/** Sending again what is under way withdraws it first: two steps of the table. */
function withinTable(from: InvitationState, to: InvitationState): boolean {
  return TABLE[from].includes(to) || (TABLE[from].includes('REVOKED') && TABLE.REVOKED.includes(to));
}

describe('the states of an invitation', () => {
  it('change only as the table says', () => {
    for (const state of INVITATION_STATES.codes) {
      for (const event of INVITATION_EVENTS) {
        const next = afterEvent(state, event);
        if (next === null || next === 'REMOVED' || next === state) continue;
        expect(withinTable(state, next), `${state} ${event} ${next}`).toBe(true);
      }
    }
  });

  it('can each be reached as the table says', () => {
    for (const state of INVITATION_STATES.codes) {
      for (const next of TABLE[state]) {
        const reached = INVITATION_EVENTS.some((event) => afterEvent(state, event) === next);
        expect(reached, `${state} to ${next}`).toBe(true);
      }
    }
  });

  it('never leave ACCEPTED, whatever happens (HW-INV-06)', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...INVITATION_EVENTS)), (events) => {
        for (const event of events) expect(afterEvent('ACCEPTED', event)).toBeNull();
      }),
    );
  });

  it('let nobody accept what he did not open, and remove only what was never sent', () => {
    const from = (event: (typeof INVITATION_EVENTS)[number]) =>
      INVITATION_STATES.codes.filter((state) => afterEvent(state, event) !== null);
    expect(from('ACCEPT')).toEqual(['OPENED']);
    expect(from('REMOVE')).toEqual(['DRAFT']);
  });

  it('run out at the moment itself, and only while a link is under way', () => {
    const now = new Date('2026-05-01T10:00:00Z');
    for (const state of INVITATION_STATES.codes) {
      const underWay = state === 'SENT' || state === 'OPENED';
      expect(stateAt({ state, expiresAt: now }, now)).toBe(underWay ? 'EXPIRED' : state);
      expect(stateAt({ state, expiresAt: new Date(now.getTime() + 1) }, now)).toBe(state);
    }
  });
});

it('gives each kind its own validity, of which only that of employers is a setting (decision 6.5)', () => {
  const hours = (days: number) => INVITATION_KINDS.codes.map((kind) => validityOf(kind, days) / 3_600_000);
  expect(hours(7)).toEqual([7 * 24, 48, 7 * 24]);
  expect(hours(3)).toEqual([3 * 24, 48, 7 * 24]);
});

it('lets account managers invite employers, administrators staff, and others nobody', () => {
  const inviters = ROLES.codes.filter((role) => invitableKinds(role).length > 0);
  expect(Object.fromEntries(inviters.map((role) => [role, invitableKinds(role)]))).toEqual({
    ACCOUNT_MANAGER: ['EMPLOYER', 'CLIENT_PORTAL'],
    MUNICIPAL_ADMINISTRATOR: ['ATS_USER'],
  });
});

describe('what an inviter fills in', () => {
  const EMPLOYER: InvitationInput = {
    kind: 'EMPLOYER',
    fullName: 'Sanne Visser',
    email: 'sanne@bakker.example',
    role: 'EMPLOYER',
    organizationId: null,
    organizationName: 'Bakkerij Visser',
    mobile: null,
    personalMessage: '',
  };
  const faults = (change: Partial<InvitationInput>) =>
    (InvitationInputSchema.safeParse({ ...EMPLOYER, ...change }).error?.issues ?? []).map((issue) => issue.path[0]);

  it('is complete with a name, an address and an organisation', () => {
    expect(faults({})).toEqual([]);
    expect(faults({ fullName: ' ', email: 'sanne', organizationName: '' }).sort()).toEqual([
      'email',
      'fullName',
      'organizationName',
    ]);
    expect(faults({ organizationName: '' })).toEqual(['organizationName']);
    expect(faults({ organizationId: '0195f2a0-0000-7000-8000-000000000001' })).toEqual(['organizationName']);
  });

  it('can give no other role than those of its kind', () => {
    for (const kind of INVITATION_KINDS.codes) {
      for (const role of ROLES.codes) {
        const wrong = !ROLES_OF_KIND[kind].includes(role);
        expect(faults({ kind, role }).includes('role'), `${kind} ${role}`).toBe(wrong);
      }
    }
  });

  it('names no organisation for staff, and a mobile number for a hirer only', () => {
    expect(faults({ kind: 'ATS_USER', role: 'CASE_MANAGER' })).toEqual(['organizationName']);
    expect(faults({ kind: 'CLIENT_PORTAL' })).toEqual(['mobile']);
    expect(faults({ kind: 'CLIENT_PORTAL', mobile: '06 00 00 00 11' })).toEqual([]);
    expect(faults({ kind: 'CLIENT_PORTAL', mobile: '12' })).toEqual(['mobile']);
  });
});
