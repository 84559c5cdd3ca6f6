import { createContext, useContext, type ReactNode } from 'react';
import type { Catalogue } from '@throughline/flow/declaration';
import { useStore } from 'zustand';
import type { FlowEditor, FlowEditorState } from './flow-editor.ts';

type Open = { editor: FlowEditor; catalogue: Catalogue };

const Context = createContext<Open | undefined>(undefined);

export function FlowEditorProvider({ children, ...open }: Open & { children: ReactNode }) {
  return <Context value={open}>{children}</Context>;
}

function useOpen(): Open {
  const open = useContext(Context);
  if (!open) throw new Error('This part is for a flow that is open.');
  return open;
}

/** A part of the open flow's state; renders again only when that part changes. */
export function useFlowEditor<Part>(part: (state: FlowEditorState) => Part): Part {
  return useStore(useOpen().editor, part);
}

/** The editor itself, for handlers: reading it does not render again. */
export function useEditor(): FlowEditor {
  return useOpen().editor;
}

/** The nodes of this installation by type, as validation and forms read them. */
export function useCatalogue(): Catalogue {
  return useOpen().catalogue;
}
