import '@fontsource-variable/inter/wght.css';
import '../tokens.css';
import '../channel-hues.css';
import '../ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { createQueryClient } from '../api/query-client.ts';
import { createRoutes } from './routes.tsx';
import { applyTheme, storedTheme } from './theme.ts';

applyTheme(storedTheme());
const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>
        <RouterProvider router={createRoutes()} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
