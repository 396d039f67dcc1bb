import { ABOUT_ENDPOINTS } from './about/about.http.ts';
import { ADMINISTRATION_ENDPOINTS } from './administration/administration.http.ts';
import { ACCOUNT_ENDPOINTS } from './accounts/accounts.http.ts';
import { SECURITY_ENDPOINTS } from './accounts/security.http.ts';
import { AUDIT_ENDPOINTS } from './audit/audit.http.ts';
import { INVITATION_ENDPOINTS } from './accounts/invitations.http.ts';
import { NOTIFICATION_PREFERENCE_ENDPOINTS } from './accounts/notification-preferences.http.ts';
import { ROLE_ENDPOINTS } from './accounts/roles.http.ts';
import { PERSONAL_DATA_ENDPOINTS } from './accounts/personal-data.http.ts';
import { SESSION_ENDPOINTS } from './accounts/sessions.http.ts';
import { OWN_ACCOUNT_ENDPOINTS } from './accounts/own-accounts.http.ts';
import { EMAIL_CHANGE_ENDPOINTS } from './accounts/email-change.http.ts';
import { CANDIDATE_FILE_ENDPOINTS } from './candidates/candidate-file.ts';
import { CANDIDATE_ENDPOINTS } from './candidates/candidates.http.ts';
import { DEVICE_ENDPOINTS } from './devices/devices.http.ts';
import { MICROSOFT_ENDPOINTS } from './accounts/microsoft.http.ts';
import { PRIVACY_ENDPOINTS } from './privacy/privacy.http.ts';
import { OPERATION_ENDPOINTS } from './operations/operations.http.ts';
import { CRAWL_ENDPOINTS } from './vacancies/crawl.http.ts';
import { SYNC_ENDPOINTS } from './sync/sync.http.ts';

/** Version of the HTTP API, sent as `API-Version` on every answer. The path carries the major version only. */
export const API_VERSION = '1.0.0';
export const API_PREFIX = '/v1';

/** Every endpoint of the municipality server, merged from the domains. */
export const ENDPOINTS = {
  ...OPERATION_ENDPOINTS,
  ...ACCOUNT_ENDPOINTS,
  ...MICROSOFT_ENDPOINTS,
  ...INVITATION_ENDPOINTS,
  ...ROLE_ENDPOINTS,
  ...SECURITY_ENDPOINTS,
  ...PERSONAL_DATA_ENDPOINTS,
  ...SESSION_ENDPOINTS,
  ...OWN_ACCOUNT_ENDPOINTS,
  ...EMAIL_CHANGE_ENDPOINTS,
  ...NOTIFICATION_PREFERENCE_ENDPOINTS,
  ...CANDIDATE_ENDPOINTS,
  ...CANDIDATE_FILE_ENDPOINTS,
  ...DEVICE_ENDPOINTS,
  ...ADMINISTRATION_ENDPOINTS,
  ...ABOUT_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
  ...PRIVACY_ENDPOINTS,
  ...CRAWL_ENDPOINTS,
  ...SYNC_ENDPOINTS,
} as const;
export type OperationId = keyof typeof ENDPOINTS;
