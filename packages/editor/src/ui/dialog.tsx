import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './dialog.module.css';

type DialogProps = {
  open: boolean;
  /** Asked for by the page's user: Esc, the cross, a press beside it. */
  onClose: () => void;
  title: string;
  /** What will happen, in a sentence. */
  text?: string;
  /** As wide as its contents, up to the window. */
  wide?: boolean;
  children: ReactNode;
};

/** A question on top of the page. Its backdrop is ours: Radix's own writes a style element, which the security policy refuses. */
export function Dialog({ open, onClose, title, text, wide, children }: DialogProps) {
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Radix.Portal>
        <div className={styles['backdrop']} />
        <Radix.Content
          className={classes(styles['dialog'], wide && styles['wide'])}
          {...(text ? {} : { 'aria-describedby': undefined })}
          onEscapeKeyDown={(event) => {
            const field = completingField(event);
            if (!field) return;
            // Prevented it does not close the dialog, nor is it heard by the field: there it is pressed again.
            event.preventDefault();
            field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
          }}
        >
          <header>
            <Radix.Title>{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X />
              </IconButton>
            </Radix.Close>
          </header>
          {text && <Radix.Description className={styles['text']}>{text}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className={styles['actions']}>{children}</div>;
}

/** The code field that offers something to complete: there Esc first closes what it offers. */
function completingField(event: KeyboardEvent): HTMLElement | undefined {
  const [inner] = event.composedPath();
  const completes =
    inner instanceof HTMLElement && inner.isContentEditable && inner.hasAttribute('aria-activedescendant');
  return completes ? inner : undefined;
}
