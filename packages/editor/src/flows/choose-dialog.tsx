import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import palette from '../app/palette.module.css';

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
  const [typed, setTyped] = useState('');
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <div className={palette['backdrop']} />
        <Dialog.Content className={palette['palette']} aria-describedby={undefined}>
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
