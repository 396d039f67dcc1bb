import type { Handlers } from '../http/handlers.ts';
import type { AuditReadingService } from './audit-reading.service.ts';

export function auditHandlers(
  audit: AuditReadingService,
): Pick<Handlers, 'listAuditEvents' | 'listOwnAuditEvents' | 'getAuditOverview' | 'exportAuditEvents'> {
  return {
    listAuditEvents: ({ session, query }) => audit.list(session, query),
    listOwnAuditEvents: ({ session, query }) => audit.own(session, query.before),
    getAuditOverview: ({ session }) => audit.overview(session),
    exportAuditEvents: ({ session, body }) => audit.export(session, body),
  };
}
