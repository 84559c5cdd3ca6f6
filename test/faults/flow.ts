/**
 * The flow under test: what says "person" goes to people, what asks about the shop is answered from its articles, anything
 * else goes to the echo service and back, so that every answer tells which question it answers. Versions differ in what they say.
 */
export function echoFlow(echoUrl: string, version = 1) {
  const node = (id: string, type: string, title: string, config: object, column: number, row: number) => ({
    id,
    type,
    title,
    config,
    position: { x: column * 300, y: row * 140 },
  });
  const edge = (from: string, port: string, to: string) => ({ id: `${from}-${port}`, from, port, to });
  return {
    schema: 1,
    id: 'faults',
    title: `Echo and knowledge, version ${version}`,
    settings: { fallbackQueue: 'people' },
    nodes: [
      node('start', 'ingest', 'A customer writes', { quiet: '300ms' }, 0, 1),
      node(
        'kind',
        'switch',
        'What is it',
        {
          cases: [
            { id: 'person', title: 'A person', when: 'message.text.contains("person")' },
            { id: 'echo', title: 'An echo', when: 'message.text.contains("Echo")' },
          ],
        },
        1,
        1,
      ),
      node(
        'echo',
        'http-request',
        'Ask the echo',
        {
          method: 'POST',
          url: `${echoUrl}/echo`,
          body: '{"text": message.text}',
          pick: [{ name: 'text', path: 'body.text' }],
        },
        2,
        1,
      ),
      node('tell', 'send-message', 'Say the echo', { text: '{{ nodes.echo.output.fields.text }}' }, 3, 1),
      node('retrieve', 'retrieve-knowledge', 'Look it up', {}, 2, 2),
      node('answer', 'answer', 'Answer', { from: 'retrieve' }, 3, 2),
      node('unknown', 'send-message', 'Nothing known', { text: 'I do not know: {{ message.text }}' }, 4, 2),
      node(
        'sorry',
        'send-message',
        'Out of order',
        { text: `Out of order (${version}): {{ message.text }}` },
        4,
        1,
      ),
      node('reply', 'wait-for-reply', 'Wait for a reply', {}, 5, 1),
      node('person', 'escalate', 'A person', { queue: 'people', reason: 'asked for a person' }, 2, 0),
    ],
    edges: [
      edge('start', 'started', 'kind'),
      edge('kind', 'person', 'person'),
      edge('kind', 'echo', 'echo'),
      edge('kind', 'otherwise', 'retrieve'),
      edge('echo', 'ok', 'tell'),
      edge('echo', 'error', 'sorry'),
      edge('echo', 'timeout', 'sorry'),
      edge('tell', 'sent', 'reply'),
      edge('sorry', 'sent', 'reply'),
      edge('retrieve', 'found', 'answer'),
      edge('retrieve', 'nothing', 'unknown'),
      edge('retrieve', 'error', 'sorry'),
      edge('answer', 'answered', 'reply'),
      edge('answer', 'offered', 'reply'),
      edge('answer', 'not-sure', 'unknown'),
      edge('answer', 'error', 'sorry'),
      edge('unknown', 'sent', 'reply'),
      edge('reply', 'reply', 'kind'),
      edge('person', 'returned', 'reply'),
    ],
  };
}

/** Questions about the shop; a number is put before each. */
export const shopQuestions = [
  'How long do I have to return something?',
  'Do you ship gas canisters?',
  'How do I descale the kettle?',
  'Can I change the delivery address?',
  'When do I get my refund?',
  'Do you have gift cards?',
];
