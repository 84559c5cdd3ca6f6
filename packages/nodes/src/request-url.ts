import { NodeFailure } from './runner.ts';

type Parameter = { name: string; value: string };

/** The URL with each parameter put, encoded, in the place of `{name}`, else into the query. Throws `NodeFailure`. */
export function requestUrl(template: string, parameters: Parameter[]): string {
  const placed = new Set<string>();
  const text = template.trim().replace(/\{([^{}\s]{1,100})\}/g, (place, name: string) => {
    const parameter = parameters.find((one) => one.name === name);
    if (!parameter)
      throw new NodeFailure('http.missing-parameter', `The URL names ${place}, which is no parameter.`);
    if (parameter.value === '' || parameter.value === '.' || parameter.value === '..') {
      // These would change which resource the path names.
      throw new NodeFailure('http.empty-parameter', `The parameter ${place} of the URL has no usable value.`);
    }
    placed.add(name);
    return encodeURIComponent(parameter.value);
  });
  const query = parameters
    .filter(({ name }) => !placed.has(name))
    .map(({ name, value }) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  if (query === '') return text;
  const [address = '', fragment] = text.split('#');
  return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment === undefined ? '' : `#${fragment}`}`;
}
