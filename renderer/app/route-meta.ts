import 'vue-router';
import type { Action, Subject } from '@hallowerk/contract/accounts/abilities.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Locale key of the page title. */
    titleKey?: string;
    /** `shell`: with bar and menu; `bare`: sign-in and first fill; `paper`: print views. */
    frame?: 'shell' | 'bare' | 'paper';
    /** Route name of the menu entry that is lit. */
    menu?: string;
    /** Route name behind the back arrow (HW-UI-02). */
    parent?: string;
    /** What a user must be allowed to see this page; the server decides, this only spares him the refusal. */
    ability?: readonly [Action, Subject];
  }
}
