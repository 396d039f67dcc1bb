import { describe, expect, it } from 'vitest';
import { ROLES } from './account.ts';
import {
  defaultPreference,
  isAllowedPreference,
  NOTIFICATION_TYPES,
  notificationCodesOf,
  type NotificationCode,
} from './notification-preferences.ts';

const codes = Object.keys(NOTIFICATION_TYPES) as NotificationCode[];

describe('e-mails that a user gets', () => {
  it.each(codes)('start with something that is allowed for everybody who gets it: %s', (code) => {
    for (const role of NOTIFICATION_TYPES[code].roles)
      expect(isAllowedPreference(role, defaultPreference(code))).toBe(true);
  });

  it.each(codes)('can be switched off exactly when they are not mandatory: %s', (code) => {
    const { mandatory, roles } = NOTIFICATION_TYPES[code];
    expect(isAllowedPreference(roles[0], { ...defaultPreference(code), enabled: false })).toBe(!mandatory);
  });

  it('have a frequency only where it is a choice (HW-MAIL-04)', () => {
    expect(isAllowedPreference('EMPLOYER', { code: 'SEARCH_ALERT', enabled: true, frequency: 'WEEKLY' })).toBe(true);
    expect(isAllowedPreference('EMPLOYER', { code: 'SEARCH_ALERT', enabled: true, frequency: null })).toBe(false);
    expect(isAllowedPreference('EMPLOYER', { code: 'CONTACT_FOLLOW_UP', enabled: true, frequency: 'WEEKLY' })).toBe(
      false,
    );
  });

  it('are chosen by those who get them only', () => {
    expect(isAllowedPreference('EMPLOYER', defaultPreference('PROFILE_CHANGED'))).toBe(false);
    expect(notificationCodesOf('EMPLOYER')).toEqual([
      'SEARCH_ALERT',
      'CONTACT_FOLLOW_UP',
      'NEW_PROPOSAL',
      'SECURITY_CHANGED',
    ]);
    for (const role of ROLES.codes) expect(notificationCodesOf(role)).toContain('SECURITY_CHANGED');
  });
});
