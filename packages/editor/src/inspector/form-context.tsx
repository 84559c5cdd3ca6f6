import { createContext, useContext, type ReactNode } from 'react';
import type { Issue } from '@throughline/flow/validate';
import type { CodeSurroundings } from './use-code-scope.ts';
import { besideField, isAt, type Path } from './at-path.ts';

/** What is known by name around a form, to be chosen from. */
export type Names = {
  queues: string[];
  credentials: string[];
  channels: string[];
  languages: string[];
  nodes: { id: string; title: string; outputs: string[] }[];
};

/** What the fields of a form share. */
export type Surroundings = {
  readOnly: boolean;
  /** What is wrong with it; paths as in its value. */
  issues: Issue[];
  names: Names;
  /** The field that somebody is led to. */
  led?: { path: Path; at: number };
  /** For fields with code; none where no case is. */
  code?: CodeSurroundings;
  /** What was typed so far is one step back. */
  settle: () => void;
};

const Context = createContext<Surroundings | undefined>(undefined);

export function FormProvider({ children, ...surroundings }: Surroundings & { children: ReactNode }) {
  return <Context value={surroundings}>{children}</Context>;
}

export function useForm(): Surroundings {
  const found = useContext(Context);
  if (!found) throw new Error('This field stands in a form.');
  return found;
}

export type FieldIssue = { severity: Issue['severity']; text: string; fix: string; code: Issue['code'] };

export function useIssuesAt(path: Path): FieldIssue[] {
  return useForm()
    .issues.filter((issue) => isAt(issue.path, path))
    .map((issue) => ({ ...issue, text: besideField(issue) }));
}
