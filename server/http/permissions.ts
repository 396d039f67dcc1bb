import type { Action, Subject } from '@hallowerk/contract/accounts/abilities.ts';
import type { OperationId } from '@hallowerk/contract/http.ts';

/**
 * What a caller needs for each operation beyond a session (features §5.9–5.10). Null: nothing more; `push` decides per
 * mutation. An operation that is missing here does not compile.
 */
export const PERMISSIONS: Readonly<Record<OperationId, readonly [Action, Subject] | null>> = {
  getHealth: null,
  getReadiness: null,
  createSignInChallenge: null,
  sendSignInCode: null,
  createSession: null,
  renewSession: null,
  deleteSession: null,
  getMe: null,
  listDemoAccounts: null,
  listDemoMessages: null,
  getPhysicalCapacity: ['view', 'PhysicalCapacity'],
  requestContactData: ['create', 'ContactRequest'],
  listPhysicalCapacities: ['view', 'PhysicalCapacity'],
  listDevices: ['administer', 'Device'],
  decideDevice: ['administer', 'Device'],
  confirmWiped: null,
  pull: ['view', 'Candidate'],
  push: null,
  verify: ['view', 'Candidate'],
};
