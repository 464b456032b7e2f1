// Completions for the SPARQL editor: terms by their prefixed name, concepts by their Chinese name.
import { EditorState, EditorView, StateEffect } from "nicegui-codemirror";

export async function complete(element, terms, label) {
  await element.editorPromise;
  const source = (context) => {
    const word = context.matchBefore(/[\p{L}\p{N}_:-]+/u);
    if (!word && !context.explicit) return null;
    return { from: word ? word.from : context.pos, options: terms, validFor: /^[\p{L}\p{N}_:-]*$/u };
  };
  element.editor.dispatch({
    effects: StateEffect.appendConfig.of([
      EditorState.languageData.of(() => [{ autocomplete: source }]),
      EditorView.contentAttributes.of({ "aria-label": label }),
    ]),
  });
}
