import { defineConfig } from 'vite';
import { browsers } from './vite.browsers.ts';
import { compressed } from './vite.compressed.ts';

/** The widget: one file, one script tag, beside the pages. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [compressed()],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: browsers,
    lib: {
      entry: 'src/chat/widget.ts',
      formats: ['iife'],
      name: 'ThroughlineWidget',
      fileName: () => 'widget.js',
    },
  },
});
