import type { Json } from '@throughline/flow/json';
import type {
  GroundedAnswer,
  KnowledgeAccess,
  ModelAccess,
  Retrieval as FoundByNode,
} from '@throughline/nodes/run-context';
import type { Knowledge, RetrieveRequest } from '../knowledge/knowledge-api.ts';
import type { Passage, Retrieval } from '../knowledge/passage.ts';
import type { Answer } from '../models/answer.ts';
import type { Answerer } from '../models/answerer.ts';
import { ModelError } from '../models/model-error.ts';
import type { CallOptions, HistoryMessage, Usage } from '../models/model.ts';
import { createUsageTotals } from '../models/usage-totals.ts';

/** Retrieval as nodes see it. What only answering needs travels along as `detail`. */
export function knowledgeAccess(
  knowledge: Pick<Knowledge, 'retrieve'>,
  signal: AbortSignal,
  /** Told what embedding the question took of a paid model. */
  onUsage: (usage: Usage) => Promise<void>,
): KnowledgeAccess {
  async function retrieve(request: RetrieveRequest) {
    const used = createUsageTotals();
    try {
      return await knowledge.retrieve({ ...request, onUsage: used.add });
    } finally {
      await onUsage(used.read());
    }
  }

  return {
    async retrieve({ text, language, limit, articleId, policies }) {
      const found = await retrieve({
        query: text,
        limit,
        policies: policies.values,
        signal,
        ...(language ? { language } : {}),
        ...(articleId ? { articleId } : {}),
      });
      return {
        passages: found.passages.map(({ id, articleId, version, title, text, score }) => ({
          id,
          articleId,
          version,
          title,
          text,
          score,
        })),
        confidence: Math.min(1, Math.max(0, found.best)),
        detail: { ...found } as unknown as Json,
      };
    },
  };
}

export type ModelCall = Required<Pick<CallOptions, 'signal' | 'idempotencyKey'>> & {
  /** What was said before, oldest first. */
  history: () => Promise<HistoryMessage[]>;
  /** Told after every call, a vain one too; a call that is repeated is counted again, since it was paid for again. */
  onUsage: (usage: Usage) => Promise<void>;
};

/** The answerer as nodes see it: whatever it says has passed the grounding check. */
export function modelAccess(answerer: Answerer, { history, onUsage, ...call }: ModelCall): ModelAccess {
  async function counted<T extends { usage: Usage }>(asked: Promise<T>): Promise<T> {
    try {
      const answer = await asked;
      await onUsage(answer.usage);
      return answer;
    } catch (error) {
      if (error instanceof ModelError && error.usage) await onUsage(error.usage);
      throw error;
    }
  }

  return {
    async answer({ question, language, retrieval, policies, instructions }) {
      const asked = answerer.answer({
        ...call,
        history,
        question,
        language,
        passages: passagesOf(retrieval),
        policies: policies.values,
        ...(instructions ? { instructions } : {}),
      });
      return groundedAnswer(await counted(asked));
    },
    async classify({ text, labels, instructions }) {
      const named = labels.map(({ id, description }) => ({ name: id, description }));
      const asked = answerer.classify({
        ...call,
        text,
        labels: named,
        ...(instructions ? { instructions } : {}),
      });
      const { label, confidence } = await counted(asked);
      return { label, confidence };
    },
  };
}

function passagesOf({ detail }: FoundByNode): Passage[] {
  return (detail as unknown as Retrieval).passages;
}

function groundedAnswer({ band, text, sources, choices, confidence, dropped }: Answer): GroundedAnswer {
  if (band === 'answer') return { band, text, sources, confidence, dropped: dropped.length };
  if (band === 'offer')
    return {
      band,
      choices: choices.map(({ articleId, title }) => ({ id: articleId, label: title })),
      confidence,
    };
  return { band, confidence };
}
