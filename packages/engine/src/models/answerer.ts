import type { Answer, Choice } from './answer.ts';
import { checkGrounding } from './grounding.ts';
import type { AnswerDraft, AnswerRequest, Classification, ClassifyRequest, Model } from './model.ts';

/** A model behind the grounding check and the three bands of confidence. What it returns may be said. */
export interface Answerer {
  readonly id: string;
  answer(request: AnswerRequest): Promise<Answer>;
  classify(request: ClassifyRequest): Promise<Classification>;
  /** Not checked: whoever asks looks the quotes up. */
  promises?: Model['promises'];
}

const mostChoices = 3;

export function createAnswerer({ model }: { model: Model }): Answerer {
  return {
    id: model.id,
    classify: (request) => model.classify(request),
    ...(model.promises && { promises: model.promises }),
    async answer(request) {
      const draft = await model.answer(request);
      const { kept, dropped, substance } = checkGrounding({ ...request, statements: draft.statements });
      const { confidence, usage, reason } = draft;
      const said = { statements: [], choices: [], sources: [], text: '' };
      const base = { ...said, confidence, bands: model.bands, dropped, usage };
      if (substance && confidence >= model.bands.answer) {
        const text = [...kept.map((statement) => statement.text), ...draft.remarks].join(' ');
        const named = new Set(kept.flatMap(({ passages }) => passages));
        const sources = choicesOf(
          request,
          request.passages.filter(({ id }) => named.has(id)).map(({ articleId }) => articleId),
        );
        return { ...base, band: 'answer', text, statements: kept, sources, reason };
      }
      const choices = choicesOf(request, draft.candidates).slice(0, mostChoices);
      const lost =
        draft.statements.length > 0 && !substance ? `${reason}; the grounding check left no answer` : reason;
      if (choices.length > 0 && confidence >= model.bands.offer)
        return { ...base, band: 'offer', choices, reason: lost };
      return { ...base, band: 'not-sure', reason: lost };
    },
  };
}

function choicesOf(
  { passages }: Pick<AnswerRequest, 'passages'>,
  articleIds: AnswerDraft['candidates'],
): Choice[] {
  return [...new Set(articleIds)].flatMap((wanted) => {
    const passage = passages.find(({ articleId }) => articleId === wanted);
    return passage ? [{ articleId: wanted, version: passage.version, title: passage.title }] : [];
  });
}
