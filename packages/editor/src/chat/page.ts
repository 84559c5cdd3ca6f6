import '@fontsource-variable/inter/wght.css';
import './page.css';
import { mountChat } from './mount-chat.ts';

const host = document.getElementById('chat');
if (host) {
  const query = new URLSearchParams(location.search);
  const theme = query.get('theme');
  mountChat(host, {
    mode: 'page',
    server: location.origin,
    locale: query.get('locale') ?? navigator.language,
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    position: 'right',
  });
}
