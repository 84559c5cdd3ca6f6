import '@fontsource-variable/inter/wght.css';
import '../tokens.css';
import '../channel-hues.css';
import '../chat/base.css';
import '../chat/message.css';
import '../chat/composer.css';
import './portal.css';
import { mountPortal } from './mount-portal.ts';

const host = document.getElementById('portal');
if (host) {
  const query = new URLSearchParams(location.search);
  mountPortal(host, query.get('locale') ?? navigator.language);
}
