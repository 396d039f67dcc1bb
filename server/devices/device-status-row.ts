/** A device with what an administrator may know of its user. */
export interface DeviceStatusRow {
  readonly id: string;
  readonly role: string;
  readonly organization_name: string;
  readonly platform: string;
  readonly state: 'active' | 'locked' | 'revoked';
  readonly app_build: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date | null;
  readonly lease_until: Date;
  readonly wipe_confirmed_at: Date | null;
  /** What the device said of itself at its last pull. */
  readonly waiting: number | null;
  readonly mismatches: number | null;
  readonly last_complete_at: Date | null;
}
