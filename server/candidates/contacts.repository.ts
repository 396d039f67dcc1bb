import type { Knex } from 'knex';
import type { ContactData, ContactRequest } from '@hallowerk/contract/candidates/contact-request.ts';

/** Whom to call. `organizationName` is the municipality of an account manager, empty for a candidate. */
export type Contact = Omit<ContactData, 'request'>;

/** Contact data of a candidate, with how he may be approached now; null when there is no such candidate. */
export async function contactDataOf(
  trx: Knex,
  candidateId: string,
): Promise<(Contact & { readonly regionCode: string; readonly route: ContactRequest['routeAtRequest'] }) | null> {
  const row = await trx('candidate').where({ id: candidateId }).first('profile', 'email', 'phone', 'region_code');
  if (row === undefined) return null;
  const { firstName, lastName, contactRoute } = row.profile;
  return {
    name: `${firstName} ${lastName}`.trim(),
    organizationName: '',
    email: row.email,
    phone: row.phone,
    regionCode: row.region_code,
    route: contactRoute,
  };
}

/**
 * The account manager who brings a user and somebody of this region together (HW-CON-03): the one who serves the user's
 * organisation, where he works in the region; else one of the user's own municipality who works there, else one whose own
 * region it is; of several the one with the lowest id.
 */
export async function accountManagerFor(trx: Knex, userId: string, regionCode: string): Promise<Contact | null> {
  const result: { rows: { full_name: string; municipality: string; email: string; phone: string }[] } = await trx.raw(
    `select a.full_name, m.name as municipality, a.email, a.phone
     from   app_user a
     join   user_region r on r.user_id = a.id and r.region_code = :regionCode
     join   municipality m on m.id = a.municipality_id
     join   app_user u on u.id = :userId
     join   organization o on o.id = u.organization_id
     where  a.role = 'ACCOUNT_MANAGER' and a.state = 'ACTIVE' and a.id <> u.id
       and  (a.id = o.account_manager_id or a.municipality_id = u.municipality_id or r.relation = 'own')
     order  by a.id is not distinct from o.account_manager_id desc, a.municipality_id = u.municipality_id desc, a.id
     limit  1`,
    { userId, regionCode },
  );
  const [row] = result.rows;
  if (row === undefined) return null;
  return { name: row.full_name, organizationName: row.municipality, email: row.email, phone: row.phone };
}
