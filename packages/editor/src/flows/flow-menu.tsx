import { Blocks, Download, FileUp, MoreHorizontal, Trash2 } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api/client.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import menu from '../ui/menu.module.css';
import { tell, tellError, tellRefused } from '../ui/toast.tsx';
import { useFileChoice } from '../ui/use-file-choice.tsx';
import { useDraft } from './draft-context.tsx';
import { readFlowText, saveFlowFile } from './flow-file.ts';
import { drawingOf } from './read-drawing.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';

/** The flow as a file, and the end of a draft. Opens at once. */
export function FlowMenu({ isLive }: { isLive: boolean }) {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const [discarding, setDiscarding] = useState(false);

  async function bringIn(chosen: File): Promise<void> {
    const read = readFlowText(await chosen.text());
    if (!read.ok) return tellRefused(`${chosen.name} was not imported. ${read.text}`);
    const { flow, replace } = editor.getState();
    // The id names this flow everywhere, and its versions.
    replace({ ...read.flow, id: flow.id }, `Imported ${chosen.name}`);
    tell(`Your draft is as in ${chosen.name}. Undo brings back what was there.`);
  }

  const file = useFileChoice({
    label: 'Flow file to import',
    accept: '.json,application/json',
    onChoose: (chosen) => void bringIn(chosen),
  });

  return (
    <>
      <DropdownMenu.Root modal={false} defaultOpen>
        <DropdownMenu.Trigger asChild>
          <IconButton label="More">
            <MoreHorizontal />
          </IconButton>
        </DropdownMenu.Trigger>
        <DropdownMenu.Content className={menu['menu']} align="end" sideOffset={6} collisionPadding={8}>
          <DropdownMenu.Item className={menu['item']} onSelect={() => saveFlowFile(editor.getState().flow)}>
            <Download aria-hidden="true" />
            Export as a file
          </DropdownMenu.Item>
          {!readOnly && (
            <DropdownMenu.Item className={menu['item']} onSelect={file.choose}>
              <FileUp aria-hidden="true" />
              Import a file into the draft
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Item className={menu['item']} asChild>
            <a href="/nodes" target="_blank">
              <Blocks aria-hidden="true" />
              What nodes do, in another window
            </a>
          </DropdownMenu.Item>
          {!readOnly && (
            <DropdownMenu.Item className={menu['item']} onSelect={() => setDiscarding(true)}>
              <Trash2 aria-hidden="true" />
              {isLive ? 'Throw the draft away' : 'Remove the flow'}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Root>
      {file.input}
      {discarding && isLive && <Discard onClose={() => setDiscarding(false)} />}
      {discarding && !isLive && <RemoveFlow onClose={() => setDiscarding(false)} />}
    </>
  );
}

function Discard({ onClose }: { onClose: () => void }) {
  const editor = useEditor();
  const { sync } = useDraft();
  const [busy, setBusy] = useState(false);
  const discard = async () => {
    setBusy(true);
    try {
      const flowId = editor.getState().flow.id;
      // A save on its way would make the draft anew.
      await sync.flush();
      const live = await api.flow(flowId);
      if (sync.revision() > 0) await api.discardDraft(flowId);
      sync.take(drawingOf(live.flow), 'Threw the draft away', live.hash);
      sync.settle({ base: live.hash, revision: 0 });
      tell('What is live is shown. Undo brings your draft back, for as long as this page is open.');
      onClose();
    } catch (error) {
      tellError('The draft is still there.', error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Throw the draft away"
      text="What you have drawn since the live version goes. Cases are not touched."
    >
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} onClick={() => void discard()}>
          Throw it away
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** A flow that was never published is its drafts. */
function RemoveFlow({ onClose }: { onClose: () => void }) {
  const editor = useEditor();
  const navigate = useNavigate();
  const { sync } = useDraft();
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      // A save on its way would make the draft anew.
      await sync.flush();
      if (sync.revision() > 0) await api.discardDraft(editor.getState().flow.id);
      sync.settle({ base: null, revision: 0 });
      tell('The flow is gone.');
      void navigate('/flows');
    } catch (error) {
      tellError('The flow is still there.', error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Remove the flow"
      text="It was never published: what you have drawn goes for good. Export it before, if you may want it again. Drafts of others stay."
    >
      <DialogActions>
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" busy={busy} onClick={() => void remove()}>
          Remove it
        </Button>
      </DialogActions>
    </Dialog>
  );
}
