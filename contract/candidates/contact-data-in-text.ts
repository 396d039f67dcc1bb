const E_MAIL = /[^\s@<>()[\]]+@[^\s@<>()[\]]+\.[^\s@<>()[\]]+/g;
/** Nine digits or more with at most spaces, dots, dashes or brackets between them; a period of years is shorter. */
const PHONE = /(?:\+|\b)\d(?:[ .\-()/]{0,2}\d){8,}/g;

/** A text without the e-mail addresses and telephone numbers that somebody typed into it (HW-CON-04). */
export function withoutContactData(text: string): string {
  const withoutMail = text.includes('@') ? text.replace(E_MAIL, ' ') : text;
  return withoutMail.replace(PHONE, ' ');
}
