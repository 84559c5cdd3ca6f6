import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { browsers } from './vite.browsers.ts';
import { compressed } from './vite.compressed.ts';

/** The pages: the staff's app (index.html, served for every path of its own) and the customers' chat and portal. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    // Says what a page loads first; a test reads it.
    manifest: true,
    target: browsers,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'chat.html', 'portal.html'] },
  },
});
