const prefix = 'article:';

/** The choice by which a customer picks an offered article. */
export function articleChoice(articleId: string): string {
  return articleId.startsWith(prefix) ? articleId : `${prefix}${articleId}`;
}

export function articleOfChoice(choice: string | undefined): string | undefined {
  return choice?.startsWith(prefix) && choice !== prefix ? choice.slice(prefix.length) : undefined;
}
