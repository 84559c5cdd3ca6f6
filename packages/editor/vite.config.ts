import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { browsers } from './vite.browsers.ts';

/** The pages: the staff's app (index.html, served for every path of its own) and the customers' chat and portal. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: browsers,
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: ['index.html', 'chat.html', 'portal.html'] },
  },
});
