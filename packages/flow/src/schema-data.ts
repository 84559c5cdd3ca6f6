import { z } from 'zod';

/**
 * What a field must be, in the words of JSON Schema; those of forms: `title`, `description`, `widget`, `when`, `puttingOut`; and `rules` (see
 * `SchemaRule`) and `wrong` (what is said of a value of another kind), where the author chose the words.
 */
export type SchemaData = { [keyword: string]: unknown };

/** A check of a text, number or list, in the order in which they are made; `text` is said when it fails. */
export type SchemaRule = {
  of: string;
  text?: string;
  /** Of a URL: patterns. */
  protocol?: string;
  hostname?: string;
};

const known = new Set(
  'string number int boolean null any unknown object array tuple record enum literal union optional nullable default prefault nonoptional readonly intersection'.split(
    ' ',
  ),
);

const keywordOf: { [check: string]: string } = {
  min_length: 'minLength',
  max_length: 'maxLength',
  string_format: 'pattern',
  greater_than: 'minimum',
  less_than: 'maximum',
  number_format: 'integer',
  multiple_of: 'multipleOf',
};

/**
 * A schema as data. `complete` is false where it checks more than data can say (refinements, transforms): who reads the
 * data has to ask where the schema is.
 */
export function schemaData(schema: z.ZodType): { schema: SchemaData; complete: boolean } {
  let complete = true;
  const data = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { def } = zodSchema._zod;
      if (!known.has(def.type)) complete = false;
      // Its default is read like what an author writes.
      if (def.type === 'prefault') (jsonSchema as SchemaData)['prefault'] = true;
      const rules = rulesOf(def as Def);
      if (rules.includes(undefined)) complete = false;
      const told = rules.filter((rule) => rule !== undefined);
      if (told.length > 0) (jsonSchema as SchemaData)['rules'] = told;
      if (patternsTold(told) > patternsOf(jsonSchema).length) complete = false;
      const wrong = (def as Def).error && saidBy(def as Def);
      if (wrong !== undefined) (jsonSchema as SchemaData)['wrong'] = wrong;
    },
  });
  if ('$defs' in data) complete = false;
  const { $schema: _, ...rest } = data;
  return { schema: rest, complete };
}

type Def = z.core.$ZodTypeDef &
  Partial<z.core.$ZodCheckDef> & { format?: string; protocol?: RegExp; hostname?: RegExp };

/** Undefined stands for a check that is none of data. */
function rulesOf(def: Def): (SchemaRule | undefined)[] {
  const own = def.check === undefined ? [] : [def];
  return [...own, ...(def.checks ?? []).map((check) => check._zod.def as Def)].map(ruleOf);
}

function ruleOf(def: Def): SchemaRule | undefined {
  if (def.check === 'overwrite')
    return (def as unknown as { tx(text: string): string }).tx(' A a ') === 'A a'
      ? { of: 'trim' }
      : undefined;
  const of = def.format === 'url' ? 'url' : keywordOf[def.check ?? ''];
  if (of === undefined) return undefined;
  const text = saidBy(def);
  const { protocol, hostname } = def;
  return {
    of,
    ...(text !== undefined && { text }),
    ...(protocol && { protocol: protocol.source }),
    ...(hostname && { hostname: hostname.source }),
  };
}

/** Formats such as `jwt` are checks without a pattern. */
function patternsTold(rules: SchemaRule[]): number {
  return rules.filter(({ of }) => of === 'pattern').length;
}

/** More than one stand in `allOf`. */
export function patternsOf({ pattern, allOf }: SchemaData): string[] {
  const further = Array.isArray(allOf) ? allOf.map((each: SchemaData) => each['pattern']) : [];
  return [pattern, ...further].filter((source) => typeof source === 'string');
}

/** The author's words; of a format such as `email`, which is only a pattern to who reads the data, zod's. */
function saidBy({ error, check, format = '' }: Def): string | undefined {
  const isFormat = check === 'string_format' && format !== 'regex';
  const say = error ?? (isFormat ? z.config().localeError : undefined);
  const said = say?.({ code: 'invalid_format', format, input: '', path: [] } as never);
  return typeof said === 'object' ? said?.message : (said ?? undefined);
}
