import { z } from 'zod';
import type { OpenQuestionsDeps } from '../questions/open-questions.ts';
import { createOpenQuestions, openDays } from '../questions/open-questions.ts';
import type { QuestionGroup } from '../questions/group-questions.ts';
import type { Stores } from '../stores/database.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id, noContent, time } from './shapes.ts';

type Deps = OpenQuestionsDeps & { stores: Pick<Stores, 'users'> };

/** Of a large group the newest are shown. */
const mostShown = 50;

const question = z
  .object({
    id: z.string(),
    caseId: z.string(),
    text: z.string(),
    at: time,
    outcome: z.enum(['not-found', 'not-sure', 'offered']).meta({
      description: '`offered`: titles were offered, and none of them led to an answer.',
    }),
    handedOver: z.boolean(),
  })
  .meta({ id: 'OpenQuestion' });

export function openQuestionRoutes(deps: Deps): Route[] {
  const read = createOpenQuestions(deps);
  const { stores, now } = deps;
  return [
    staffRoute({
      method: 'get',
      path: '/api/knowledge/questions',
      tag: 'knowledge',
      summary: 'What customers asked and no article answered, like questions together',
      answer: {
        status: 200,
        schema: z.object({
          days: z.int().meta({ description: 'So far back is looked.' }),
          behind: z.int().meta({ description: 'So many cases are not read yet: ask again.' }),
          groups: z.array(
            z.object({
              count: z.int(),
              handedOver: z.int(),
              lastAsked: time,
              setAside: z.boolean(),
              ids: z.array(z.string()).meta({ description: 'Of all its questions.' }),
              questions: z.array(question).meta({ description: 'The newest of them.' }),
            }),
          ),
        }),
        text: 'The most asked first.',
      },
      handle: async () => {
        const { groups, behind } = await read(AbortSignal.timeout(18_000));
        const shown = groups.map(shownGroup).sort((a, b) => b.count - a.count || b.lastAsked - a.lastAsked);
        return { days: openDays, behind, groups: shown };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/knowledge/questions/set-aside',
      tag: 'knowledge',
      summary: 'Set questions aside that need no article, or take them up again',
      body: z.strictObject({ questions: z.array(id).min(1).max(500), setAside: z.boolean() }),
      answer: noContent('Like questions that come later go with them.'),
      handle: async ({ body, staff }) => {
        await stores.caseQuestions.setAside(body.questions, body.setAside);
        await stores.users.log({
          at: now(),
          actor: staff.id,
          action: body.setAside ? 'questions.set-aside' : 'questions.take-up',
          subject: body.questions[0] ?? '',
          outcome: 'done',
          details: { questions: body.questions.length },
        });
      },
    }),
  ];
}

function shownGroup({ questions }: QuestionGroup) {
  return {
    count: questions.length,
    handedOver: questions.filter(({ handedOver }) => handedOver).length,
    lastAsked: Math.max(...questions.map(({ at }) => at)),
    setAside: questions.some(({ setAside }) => setAside),
    ids: questions.map(({ id }) => id),
    questions: questions.slice(0, mostShown).map(({ id, caseId, text, at, outcome, handedOver }) => ({
      id,
      caseId,
      text,
      at,
      outcome,
      handedOver,
    })),
  };
}
