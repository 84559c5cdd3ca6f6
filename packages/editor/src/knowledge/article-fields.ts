import type { Article, ArticleFields } from './types.ts';

/** A text of the form for each field; lists are typed as lines or with commas. */
export type Typed = {
  id: string;
  title: string;
  language: string;
  tags: string;
  questions: string;
  format: ArticleFields['format'];
  body: string;
};

export const emptyTyped: Typed = {
  ...{ id: '', title: '', language: 'en', tags: '', questions: '', format: 'markdown', body: '' },
};

export function typedOf({ articleId, title, language, tags, questions, format, body }: Article): Typed {
  return {
    id: articleId,
    title,
    language,
    tags: tags.join(', '),
    questions: questions.join('\n'),
    format,
    body,
  };
}

export function fieldsOf(typed: Typed): ArticleFields {
  return {
    title: typed.title.trim(),
    language: typed.language.trim(),
    tags: parts(typed.tags, ','),
    questions: parts(typed.questions, '\n'),
    format: typed.format,
    body: typed.body.trim(),
  };
}

/** The same words are the same article, however they were spaced. */
export function isSame(one: Typed, other: Typed): boolean {
  return JSON.stringify(fieldsOf(one)) === JSON.stringify(fieldsOf(other));
}

/** An id that a title suggests: `Gift cards & vouchers` is `gift-cards-vouchers`. */
export function idOfTitle(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}

export type FieldName = keyof Typed;
export type Faults = { [Field in FieldName]?: string };

/** What the server would refuse, said beside the field before it is asked. */
export function faultsOf(typed: Typed): Faults {
  const { title, language, tags, questions, body } = fieldsOf(typed);
  const faults: Faults = {};
  if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(typed.id))
    faults.id =
      'Use lower-case letters, digits, dots and dashes, at most 100, beginning with a letter or digit.';
  if (title === '') faults.title = 'An article needs a title.';
  if (title.length > 200) faults.title = 'A title has at most 200 characters.';
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(language))
    faults.language = 'Use a language tag such as en or pt-BR.';
  if (tags.length > 50 || tags.some((tag) => tag.length > 60))
    faults.tags = 'At most 50 tags, of at most 60 characters each.';
  if (questions.length > 50) faults.questions = `At most 50 questions; these are ${questions.length}.`;
  const long = questions.findIndex((question) => question.length > 300);
  if (long >= 0) faults.questions = `Question ${long + 1} has more than 300 characters.`;
  if (body === '') faults.body = 'An article needs text.';
  if (body.length > 200_000) faults.body = 'At most 200,000 characters; cut it into several articles.';
  return faults;
}

/** What the server said of fields, such as `questions[3]`, by the field of the form. */
export function faultsFrom(errors: readonly { field: string; text: string; fix: string }[]): Faults {
  const faults: Faults = {};
  for (const { field, text, fix } of errors) {
    const name = /^[a-z]+/.exec(field)?.[0] ?? '';
    if (name in emptyTyped) faults[name as FieldName] ??= `${text} ${fix}`;
  }
  return faults;
}

function parts(text: string, at: string): string[] {
  return [
    ...new Set(
      text
        .split(at)
        .map((part) => part.trim())
        .filter(Boolean),
    ),
  ];
}
