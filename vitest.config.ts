import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import vuetify from 'vite-plugin-vuetify';
import { defineConfig } from 'vitest/config';

const common = {
  restoreMocks: true,
  testTimeout: 30_000,
  hookTimeout: 60_000,
  env: { TZ: 'UTC' },
  setupFiles: ['build/patient-waits.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['{contract,db,electron,build}/**/*.test.ts', 'renderer/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.dom.test.ts'],
        },
        resolve: {
          alias: { electron: fileURLToPath(new URL('./electron/testing/fake-electron.ts', import.meta.url)) },
        },
      },
      {
        plugins: [vue(), vuetify({ autoImport: true })],
        test: {
          ...common,
          name: 'dom',
          environment: 'happy-dom',
          include: ['renderer/**/*.dom.test.ts'],
          server: { deps: { inline: ['vuetify'] } },
        },
      },
      {
        test: {
          ...common,
          name: 'server',
          include: ['server/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: ['server/testing/global-setup.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'trials',
          include: ['trials/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: ['server/testing/global-setup.ts'],
        },
      },
    ],
  },
});
