import type { Knex } from 'knex';
import {
  defaultPreference,
  isAllowedPreference,
  NotificationPreferenceSchema,
  notificationCodesOf,
  type NotificationPreference,
} from '@hallowerk/contract/accounts/notification-preferences.ts';
import { recordAudit } from '../audit/audit.repository.ts';
import { withTransaction } from '../database/transaction.ts';
import { notFound, ProblemError } from '../http/problems.ts';
import type { Clock } from '../security/clock.ts';
import type { SessionContext } from '../security/session.ts';

/** Which e-mails a user gets (HW-MAIL-01 … -04). The senders ask `wantsMail` (outbox/mail-preferences.ts). */
export interface NotificationPreferencesService {
  /** One line for each e-mail of his role, with what he chose or the default. */
  list(session: SessionContext): Promise<readonly NotificationPreference[]>;
  /** @throws {ProblemError} 404 for an e-mail that he does not get; 409 for a mandatory one that would go off, or another frequency */
  set(session: SessionContext, preference: NotificationPreference): Promise<NotificationPreference>;
}

export function createNotificationPreferencesService({
  knex,
  clock,
}: {
  readonly knex: Knex;
  readonly clock: Clock;
}): NotificationPreferencesService {
  return {
    async list({ userId, role }) {
      const rows: unknown[] = await knex('notification_preference')
        .where({ user_id: userId })
        .select('code', 'enabled', 'frequency');
      // What a later version kept and this one does not know counts as not chosen.
      const chosen = rows.flatMap((row) => NotificationPreferenceSchema.safeParse(row).data ?? []);
      return notificationCodesOf(role).map((code) => {
        const own = chosen.find((preference) => preference.code === code);
        return own !== undefined && isAllowedPreference(role, own) ? own : defaultPreference(code);
      });
    },
    async set({ userId, role }, preference) {
      if (!notificationCodesOf(role).includes(preference.code)) throw notFound();
      if (!isAllowedPreference(role, preference)) throw notAllowed();
      const { code, enabled, frequency } = preference;
      await withTransaction(knex, async (trx) => {
        await trx('notification_preference')
          .insert({ user_id: userId, code, enabled, frequency, changed_at: clock.now() })
          .onConflict(['user_id', 'code'])
          .merge();
        const object = `user:${userId}`;
        const detail = { mail: code, enabled, ...(frequency !== null && { frequency }) };
        await recordAudit(trx, { actor: userId, action: 'CHANGE', object, result: 'ok', detail });
      });
      return preference;
    },
  };
}

function notAllowed(): ProblemError {
  return new ProblemError(409, 'preference_not_allowed', 'Deze e-mail kun je niet zo instellen.');
}
