import type { RouteRecordRaw } from 'vue-router';

export const DEVICE_ROUTES: readonly RouteRecordRaw[] = [
  {
    path: '/devices',
    name: 'devices',
    component: () => import('./DevicesPage.vue'),
    meta: { titleKey: 'titles.devices', frame: 'shell', menu: 'devices', ability: ['administer', 'Device'] },
  },
];
