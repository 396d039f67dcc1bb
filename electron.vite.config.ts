import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import vuetify from 'vite-plugin-vuetify';

/**
 * Three bundles: `out/main` (Electron's main process and core's utility process), `out/preload` (CommonJS, because a
 * sandboxed preload can be nothing else) and `out/renderer` (served by either host).
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      externalizeDeps: { exclude: ['@hallowerk/contract'] },
      rollupOptions: {
        input: { main: 'electron/main.ts', core: 'electron/hosts/utility-process.ts' },
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    build: {
      outDir: 'out/renderer',
      emptyOutDir: true,
      minify: true,
      rollupOptions: { input: { index: 'renderer/index.html' } },
    },
    plugins: [vue(), vuetify({ autoImport: true })],
  },
});
