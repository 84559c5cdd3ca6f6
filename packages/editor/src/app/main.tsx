import '@fontsource-variable/inter/wght.css';
import '../tokens.css';
import '../channel-hues.css';
import '../ui/base.css';
import '../ui/large-screens.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { createQueryClient } from '../api/query-client.ts';
import { pageAt } from './page-routes.ts';
import { Routes } from './routes.tsx';
import { applyTheme, storedTheme } from './theme.ts';

applyTheme(storedTheme());
// Beside the question who is signed in, not after its answer.
void pageAt(location.pathname)
  ?.load()
  .catch(() => undefined);
const root = document.getElementById('app');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryClient()}>
        <BrowserRouter>
          <Routes />
        </BrowserRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
