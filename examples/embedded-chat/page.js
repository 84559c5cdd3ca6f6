// The page has a shortcut of its own. Typing "/" in the chat must not press it.
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  document.getElementById('search').focus();
});

// Any button of the page can open the chat.
document.querySelector('[data-ask]').addEventListener('click', () => window.Throughline?.open());

// A visitor who is signed in to the shop is signed in to the chat: the shop's server signs who it is (see README.md),
// the page hands the token over.
document.addEventListener('throughline:ready', () => {
  const token = sessionStorage.getItem('chat-identity');
  if (token) window.Throughline.identify(token);
});
