import { useQuery } from '@tanstack/react-query';
import { fileTypes } from '@throughline/flow/file-limits';
import { Lightbulb, Paperclip, Send, StickyNote } from 'lucide-react';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { placesQuery } from '../api/queries.ts';
import type { AgentAction, CaseDetail, CaseSummary } from '../api/case.ts';
import { useUser } from '../app/session.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { Segments } from '../ui/segments.tsx';
import { tellError } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { AnswerPlace } from './answer-place.tsx';
import styles from './composer.module.css';
import { ReplyFiles } from './reply-files.tsx';
import { useDraft } from './use-draft.ts';
import { newAction, type Act } from './use-act.ts';
import { useUploads } from './use-uploads.ts';

type Mode = 'reply' | 'note';
type ComposerProps = {
  summary: CaseSummary;
  suggestion: CaseDetail['suggestion'];
  isMine: boolean;
  act: Act;
};

const mostCharacters = 8_000;

/** Where the agent answers. To begin writing is to take the case: from then on the flow is silent. */
export function Composer({ summary, suggestion, isMine, act }: ComposerProps) {
  const me = useUser();
  const { data: places = [] } = useQuery(placesQuery(summary.id));
  const there = places.find(({ current }) => current)?.files;
  const [mode, setMode] = useState<Mode>('reply');
  const [draft, setDraft] = useDraft(summary.id);
  const [sending, setSending] = useState<string>();
  const { files, uploads } = useUploads(summary.id);
  const chooser = useRef<HTMLInputElement>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const taking = useRef(false);
  const other = summary.owner === 'agent' && !isMine ? (summary.agent?.name ?? 'Another agent') : undefined;
  const closed = summary.owner === 'nobody';
  const locked = mode === 'reply' && (other !== undefined || closed);
  const mayAttach = mode === 'reply' && !locked && there !== 'none';
  const attached = mode === 'reply' ? files.flatMap(({ kept }) => kept?.id ?? []) : [];
  const isUploading = mode === 'reply' && files.some(({ state }) => state === 'sending');
  const isEmpty = draft.trim() === '' && attached.length === 0;
  const attach = (list: FileList | null | undefined) => {
    if (mayAttach && list && list.length > 0) uploads.add([...list]);
  };

  const write = (next: Mode) => {
    // At once, as the next key may follow before the next frame; and a field that is still locked takes no focus.
    flushSync(() => setMode(next));
    input.current?.focus();
  };
  useHotkeys({ r: () => write('reply'), n: () => write('note') });

  const change = (text: string) => {
    setDraft(text);
    // While an action is on its way it may be the claim itself; the next letter takes the case if it was not.
    if (mode !== 'reply' || isMine || locked || taking.current || act.isPending || text.trim() === '') return;
    taking.current = true;
    // The promise, as callbacks of `mutate` are lost when another action follows before this one is done.
    act
      .mutateAsync(newAction({ type: 'type' }))
      .catch((error: unknown) => tellError('You could not take the case.', error))
      .finally(() => {
        taking.current = false;
      });
  };

  const send = () => {
    const text = draft.trim();
    if (isEmpty || isUploading || locked || sending !== undefined || text.length > mostCharacters) return;
    setSending(text === '' ? 'files' : text);
    setDraft('');
    act
      .mutateAsync(newAction(mode === 'note' ? { type: 'note', text } : replyOf(text, attached)))
      .then(() => {
        for (const { id } of files) if (attached.includes(id)) uploads.remove(id);
      })
      .catch((error: unknown) => {
        setDraft(text);
        if (mode === 'reply') tellError('Not sent; your words are kept.', error);
      })
      .finally(() => setSending(undefined));
  };

  return (
    <form
      className={styles['composer']}
      data-mode={mode}
      aria-label="Answer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {isMine && suggestion && mode === 'reply' && (
        <Suggestion
          suggestion={suggestion}
          onUse={(text) => {
            change(text);
            input.current?.focus();
          }}
        />
      )}
      {sending !== undefined && (
        <p className={styles['sending']} role="status">
          {act.isPaused ? 'Waits for the connection' : 'Sending'}: {sending}
        </p>
      )}
      <textarea
        ref={input}
        rows={3}
        value={draft}
        aria-label={mode === 'reply' ? `Reply as ${me.name}` : 'Note for colleagues'}
        placeholder={placeholderOf(mode, { other, closed, isMine })}
        disabled={locked}
        onChange={(event) => change(event.target.value)}
        onPaste={(event) => attach(event.clipboardData.files)}
        onDrop={(event) => {
          if (event.dataTransfer.files.length === 0) return;
          event.preventDefault();
          attach(event.dataTransfer.files);
        }}
        onKeyDown={(event) => {
          // Out of the field, letters are keys of the page again.
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) event.currentTarget.blur();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
            event.preventDefault();
            send();
          }
        }}
      />
      {mode === 'reply' && <ReplyFiles files={files} uploads={uploads} there={there} />}
      <div className={styles['foot']}>
        <Segments
          label="What to write"
          value={mode}
          onChange={write}
          options={[
            { value: 'reply', label: 'Reply' },
            { value: 'note', label: 'Note' },
          ]}
        />
        {mode === 'reply' && !closed && <AnswerPlace caseId={summary.id} mayMove={isMine} act={act} />}
        <div className={styles['end']}>
          {mode === 'reply' && (
            <>
              <input
                ref={chooser}
                type="file"
                multiple
                hidden
                accept={accept}
                aria-label="Choose files"
                onChange={(event) => {
                  attach(event.target.files);
                  event.target.value = '';
                }}
              />
              <IconButton
                label={there === 'none' ? 'Files cannot be sent to a telephone' : 'Attach files'}
                disabled={!mayAttach}
                onClick={() => chooser.current?.click()}
              >
                <Paperclip />
              </IconButton>
            </>
          )}
          {draft.length > mostCharacters && (
            <span role="status">{draft.length - mostCharacters} characters too many</span>
          )}
          <Button
            look="primary"
            type="submit"
            icon={mode === 'reply' ? <Send /> : <StickyNote />}
            disabled={locked || isEmpty || isUploading || draft.length > mostCharacters}
            busy={sending !== undefined && !act.isPaused}
          >
            {mode === 'reply' ? 'Send' : 'Keep note'}
          </Button>
        </div>
      </div>
    </form>
  );
}

const accept = Object.keys(fileTypes)
  .map((extension) => `.${extension}`)
  .join(',');

function replyOf(text: string, attachments: string[]): AgentAction {
  return {
    type: 'reply',
    ...(text === '' ? {} : { text }),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
}

function placeholderOf(
  mode: Mode,
  { other, closed, isMine }: { other: string | undefined; closed: boolean; isMine: boolean },
): string {
  if (mode === 'note') return 'A note for colleagues; the customer never sees it';
  if (other !== undefined) return `${other} has this case. You can leave a note.`;
  if (closed) return 'This case is closed. A new message of the customer opens it again.';
  return isMine ? 'Write a reply' : 'Write a reply: you take the case with the first letter';
}

type SuggestionProps = { suggestion: NonNullable<CaseDetail['suggestion']>; onUse: (text: string) => void };

function Suggestion({ suggestion: { say }, onUse }: SuggestionProps) {
  const text = say.map((part) => part.text).join('\n\n');
  const sources = say.flatMap((part) => part.sources ?? []);
  return (
    <aside className={styles['suggestion']} aria-label="Suggestion of the flow">
      <Lightbulb aria-hidden="true" />
      <div>
        <p>{text}</p>
        {sources.length > 0 && (
          <p className={styles['sources']}>From {sources.map(({ title }) => title).join(', ')}</p>
        )}
      </div>
      <Button onClick={() => onUse(text)}>Use</Button>
    </aside>
  );
}
