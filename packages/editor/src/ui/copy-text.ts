/**
 * Puts a text into the clipboard. Over plain http browsers give pages no `navigator.clipboard`; what a press copies is theirs to
 * say there, too. Throws where the browser does not let them.
 */
export async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as { clipboard?: Clipboard };
  if (clipboard) return clipboard.writeText(text);
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('copy', put, { capture: true, once: true });
  // oxlint-disable-next-line typescript/no-deprecated -- Nothing else can without https.
  const isCopied = document.execCommand('copy');
  document.removeEventListener('copy', put, true);
  if (!isCopied) throw new Error('The browser refused.');
}
