import { defineEndpoints } from '../common/endpoint.ts';
import {
  AuditExportSchema,
  AuditFilterSchema,
  AuditOverviewSchema,
  AuditPageSchema,
  AuditQuerySchema,
  OwnAuditQuerySchema,
} from './audit.ts';

/** Reading the audit trail. An administrator sees the lines of his own municipality, and that he looked is one more. */
export const AUDIT_ENDPOINTS = defineEndpoints({
  listAuditEvents: {
    operationId: 'listAuditEvents',
    method: 'GET',
    path: '/audit-events',
    summary: 'Auditlogboek van de eigen gemeente, nieuwste regels eerst; elke inzage wordt vastgelegd',
    tag: 'audit',
    access: 'session',
    query: AuditQuerySchema,
    status: 200,
    response: AuditPageSchema,
    problems: [403],
  },
  listOwnAuditEvents: {
    operationId: 'listOwnAuditEvents',
    method: 'GET',
    path: '/own-audit-events',
    summary: 'Wat je zelf deed, en wat anderen met je account en je apparaten deden',
    tag: 'audit',
    access: 'session',
    query: OwnAuditQuerySchema,
    status: 200,
    response: AuditPageSchema,
  },
  getAuditOverview: {
    operationId: 'getAuditOverview',
    method: 'GET',
    path: '/audit-overviews/current',
    summary: 'Laatste controle van het auditlogboek, en wie erin staan',
    tag: 'audit',
    access: 'session',
    status: 200,
    response: AuditOverviewSchema,
    problems: [403],
  },
  exportAuditEvents: {
    operationId: 'exportAuditEvents',
    method: 'POST',
    path: '/audit-exports',
    summary: 'Regels van het auditlogboek voor een bestand; elke export wordt vastgelegd',
    tag: 'audit',
    access: 'session',
    body: AuditFilterSchema,
    status: 201,
    response: AuditExportSchema,
    problems: [403],
  },
});
