/** Named values that hold for every channel and flow, as `policy.<name>` names them. */
export type Policies = Readonly<Record<string, unknown>>;

const placeholder = /\{\{\s*policy\.([A-Za-z_]\w*)\s*\}\}/g;

/** Article text with policy values in place; names without a value are returned, their places stay as they are. */
export function fillPolicies(text: string, policies: Policies): { text: string; missing: string[] } {
  const missing: string[] = [];
  const filled = text.replace(placeholder, (whole, name: string) => {
    const value = Object.hasOwn(policies, name) ? shown(policies[name]) : undefined;
    if (value === undefined) missing.push(name);
    return value ?? whole;
  });
  return { text: filled, missing };
}

/** Names of the policies that an article's text shows, each once. */
export function policiesIn(text: string): string[] {
  return [
    ...new Set([...text.matchAll(placeholder)].flatMap(([, name]) => (name === undefined ? [] : [name]))),
  ];
}

/** The text as it is indexed: a place reads as the words of its name, so a changed value needs no new index. */
export function nameOfPolicies(text: string): string {
  return text.replace(placeholder, (_, name: string) =>
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/_/g, ' ')
      .toLowerCase(),
  );
}

function shown(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const parts = value.map(shown);
    return parts.every((part) => part !== undefined) ? parts.join(', ') : undefined;
  }
  return undefined;
}
