import type { Knex } from 'knex';
import type { MailFrequency, OptionalMail } from '@hallowerk/contract/accounts/notification-preferences.ts';

/** Whether a user wants this e-mail (HW-MAIL-02). To be asked in the transaction that would write or send it. */
export async function wantsMail(trx: Knex, userId: string, code: OptionalMail): Promise<boolean> {
  const row: { enabled: boolean } | undefined = await trx('notification_preference')
    .where({ user_id: userId, code })
    .first('enabled');
  return row?.enabled ?? true;
}

/**
 * SQL: whether the user in column `userColumn` chose this frequency of an e-mail, for queries over many users (HW-MAIL-03).
 * Both arguments are constants of the program.
 */
export function choseFrequencySql(userColumn: string, code: OptionalMail, frequency: MailFrequency): string {
  return `exists (select 1 from notification_preference np
    where np.user_id = ${userColumn} and np.code = '${code}' and np.frequency = '${frequency}')`;
}
