import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import type { CompletionContext, CompletionResult, Completion as Shown } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { Annotation, Compartment, EditorState, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder, ViewPlugin } from '@codemirror/view';
import type { DecorationSet, ViewUpdate } from '@codemirror/view';
import { codeTheme } from './code-theme.ts';
import { completionsAt, type CodeScope, type Completion } from './completions.ts';
import { problemIn } from './preview.ts';
import { tokensOf, type CodeKind } from './tokens.ts';

export type CodeEditorOptions = {
  kind: CodeKind;
  text: string;
  placeholder: string;
  scope: () => CodeScope;
  onChange: (text: string) => void;
  onBlur: () => void;
};

/** What may change while it is open. */
export type CodeEditorState = { label: string; description: string; invalid: boolean; readOnly: boolean };

export type CodeEditor = {
  setText(text: string): void;
  setState(state: CodeEditorState): void;
  destroy(): void;
};

/**
 * CodeMirror in a shadow root: there its styles are constructed style sheets, which the security policy allows; in the page
 * they would be a style element, which it refuses. Tab leaves the field, as in any other.
 */
export function createCodeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const changing = new Compartment();
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        history(),
        closeBrackets(),
        bracketMatching(),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        autocompletion({
          override: [(context) => complete(context, options)],
          icons: false,
          maxRenderedOptions: 60,
        }),
        EditorView.lineWrapping,
        placeholder(options.placeholder),
        EditorView.editorAttributes.of({ 'data-kind': options.kind }),
        colours(options.kind),
        codeTheme,
        changing.of([]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged && !update.transactions.some((one) => one.annotation(fromOutside)))
            options.onChange(update.state.doc.toString());
          if (update.focusChanged && !update.view.hasFocus) options.onBlur();
        }),
      ],
    }),
  });
  // Whoever leads somebody here need not know what is inside.
  host.focus = () => view.focus();
  return {
    setText(text) {
      const { doc } = view.state;
      if (doc.toString() === text) return;
      view.dispatch({
        changes: { from: 0, to: doc.length, insert: text },
        annotations: fromOutside.of(true),
      });
    },
    setState: (state) => view.dispatch({ effects: changing.reconfigure(attributes(state)) }),
    destroy: () => view.destroy(),
  };
}

const fromOutside = Annotation.define<boolean>();

function attributes({ label, description, invalid, readOnly }: CodeEditorState): Extension {
  return [
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // What describes it stands outside of the shadow root, where an id does not reach.
      ...(description !== '' && { 'aria-description': description }),
      ...(invalid && { 'aria-invalid': 'true' }),
      ...(readOnly && { 'aria-readonly': 'true' }),
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
    EditorView.editorAttributes.of({ 'data-invalid': String(invalid), 'data-read-only': String(readOnly) }),
  ];
}

function complete(context: CompletionContext, { kind, scope }: CodeEditorOptions): CompletionResult | null {
  const source = context.state.doc.toString();
  const found = completionsAt(source, context.pos, kind, scope());
  if (!found || found.options.length === 0) return null;
  const begun = found.from < context.pos || source[context.pos - 1] === '.';
  if (!context.explicit && !begun) return null;
  return { from: found.from, options: found.options.map(shownAs), validFor: /^\w*$/ };
}

/** What is closest comes first: fields, then functions and methods. */
const ranks: { [kind in Completion['kind']]: number } = {
  node: 3,
  field: 3,
  root: 2,
  name: 2,
  word: 0,
  method: 0,
  function: -1,
};

function shownAs({ label, kind, detail, help, apply }: Completion, index: number): Shown {
  return {
    label,
    detail,
    ...(help !== '' && { info: help }),
    type: kind,
    // Those of one kind stay in their order.
    boost: ranks[kind] * 10 - index / 100,
    ...(apply !== undefined && {
      apply: (view, _, from, to) => {
        const cursor = apply.indexOf('|');
        const insert = apply.replace('|', '');
        const anchor = from + (cursor < 0 ? insert.length : cursor);
        view.dispatch({ changes: { from, to, insert }, selection: { anchor }, userEvent: 'input.complete' });
      },
    }),
  };
}

function colours(kind: CodeKind): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = decorate(view.state.doc.toString(), kind);
      }
      update({ docChanged, state }: ViewUpdate) {
        if (docChanged) this.decorations = decorate(state.doc.toString(), kind);
      }
    },
    { decorations: ({ decorations }) => decorations },
  );
}

function decorate(source: string, kind: CodeKind): DecorationSet {
  const marks: Range<Decoration>[] = tokensOf(source, kind).map((token) =>
    Decoration.mark({ class: `tok-${token.kind}` }).range(token.from, token.to),
  );
  const problem = problemIn(source, kind);
  if (problem && problem.to > problem.from)
    marks.push(Decoration.mark({ class: 'tok-problem' }).range(problem.from, problem.to));
  return Decoration.set(marks, true);
}
