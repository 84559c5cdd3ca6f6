import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** One of the flow's languages, and the tag that speech is made and recognised with. */
export type CallLanguage = { language: string; locale: string };

/**
 * The language of a call: the customer's own if the flow speaks it, else that of the country the number is of, else the flow's
 * first.
 */
export function callLanguage(
  languages: readonly string[],
  { known, number }: { known?: string | undefined; number?: string | undefined },
): CallLanguage {
  const country = number === undefined ? undefined : parsePhoneNumberFromString(number)?.country;
  const there = country === undefined ? undefined : locales[country];
  const spoken = (wanted: string | undefined) =>
    wanted === undefined ? undefined : languages.find((language) => baseOf(language) === baseOf(wanted));
  const language = spoken(known) ?? spoken(there) ?? languages[0] ?? 'en';
  return { language, locale: localeOf(language, there) };
}

/** How the language is spoken where the caller is, if that is known. */
export function localeOf(language: string, there?: string): string {
  if (language.includes('-')) return language;
  if (there !== undefined && baseOf(there) === baseOf(language)) return there;
  return usual[language] ?? 'en-US';
}

function baseOf(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? '';
}

/** Tags that recognisers and voices have both. */
const usual: { [language: string]: string } = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  it: 'it-IT',
  pt: 'pt-PT',
  nl: 'nl-NL',
  sv: 'sv-SE',
  da: 'da-DK',
  nb: 'nb-NO',
  fi: 'fi-FI',
  pl: 'pl-PL',
  ...{ cs: 'cs-CZ', sk: 'sk-SK', hu: 'hu-HU', ro: 'ro-RO', bg: 'bg-BG', el: 'el-GR', ca: 'ca-ES' },
  ...{ uk: 'uk-UA', ru: 'ru-RU', tr: 'tr-TR', ar: 'ar-AE', he: 'he-IL', hi: 'hi-IN', is: 'is-IS' },
  ...{ lv: 'lv-LV', id: 'id-ID', ja: 'ja-JP', ko: 'ko-KR', th: 'th-TH', vi: 'vi-VN' },
};

/** Of countries with one language that most callers speak; tags that recognisers and voices have. */
const locales: { [country: string]: string } = {
  ...{ GB: 'en-GB', IE: 'en-IE', US: 'en-US', CA: 'en-CA', AU: 'en-AU', NZ: 'en-NZ', IN: 'en-IN' },
  ...{ DE: 'de-DE', AT: 'de-DE', CH: 'de-DE', FR: 'fr-FR', IT: 'it-IT', PT: 'pt-PT', BR: 'pt-BR' },
  ...{ ES: 'es-ES', MX: 'es-MX', AR: 'es-MX', CO: 'es-MX', CL: 'es-MX', PE: 'es-MX' },
  ...{ NL: 'nl-NL', SE: 'sv-SE', DK: 'da-DK', NO: 'nb-NO', FI: 'fi-FI', PL: 'pl-PL' },
};
