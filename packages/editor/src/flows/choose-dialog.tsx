import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import palette from '../app/palette.module.css';
import { focusChosen } from './use-canvas-keys.ts';
import { useEditor } from './use-flow-editor.tsx';

type ChooseDialogProps = {
  title: string;
  placeholder: string;
  none: string;
  onClose: () => void;
  /** What is found by what was typed. */
  children: (typed: string) => ReactNode;
};

/** One of many, found by typing. */
export function ChooseDialog({ title, placeholder, none, onClose, children }: ChooseDialogProps) {
  const editor = useEditor();
  const [typed, setTyped] = useState('');
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <div className={palette['backdrop']} />
        <Dialog.Content
          className={palette['palette']}
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            // What was found or added has the keys, not what had them before.
            event.preventDefault();
            focusChosen(editor);
          }}
        >
          <Dialog.Title className="unseen">{title}</Dialog.Title>
          <Command label={title} loop shouldFilter={false}>
            <Command.Input placeholder={placeholder} value={typed} onValueChange={setTyped} />
            <Command.Empty className={palette['none']}>{none}</Command.Empty>
            <Command.List>{children(typed)}</Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
