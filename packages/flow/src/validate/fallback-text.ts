import { fallbackTextsFor } from '../fallback-texts.ts';
import type { Rule } from './context.ts';
import { issue } from './issue.ts';

/** Languages of the flow in which a customer could not be told that a person takes over. */
export const fallbackText: Rule = ({ flow: { settings } }) => {
  const said = fallbackTextsFor(settings.languages, settings.fallbackTexts).map(({ language }) => language);
  return settings.languages
    .filter((language) => !said.includes(language))
    .map((language) => {
      const text = `There is no fallback text in the language "${language}".`;
      return issue('settings.fallback-text', { path: ['settings', 'fallbackTexts'], text });
    });
};
