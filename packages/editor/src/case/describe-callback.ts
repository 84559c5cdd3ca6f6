import type { Callback } from '../api/callback.ts';

const misses: { [reason: string]: string } = {
  'no-answer': 'nobody answered',
  busy: 'the line was busy',
  machine: 'a machine answered',
  'no-agent': 'no agent took the call',
  'no-number': 'no number is known',
  'not-allowed': 'calls to such a number cost more than others, and are not made',
  'too-many': 'there were too many calls already',
  refused: 'the provider does not call the number',
  'too-late': 'the time for it is over',
};

/** What becomes of a call to the customer, in words; when it is next tried stands beside it. */
export function describeCallback(callback: Callback): string {
  const { agent, tried } = callback;
  const who = callback.by === 'bot' ? 'The bot' : (agent?.name ?? 'An agent');
  const asked = agent && callback.by === 'bot' ? `, as ${agent.name} asked` : '';
  const times = tried === 0 ? '' : `, tried ${tried === 1 ? 'once' : `${tried} times`}`;
  switch (callback.state) {
    case 'waiting':
      return `${who} is to call the customer${asked}${times}`;
    case 'placing':
    case 'ringing':
      return `${callback.by === 'bot' ? 'The customer’s' : 'The agent’s'} telephone rings${asked}`;
    case 'talking':
      return `${who} is calling the customer${asked}`;
    case 'done':
      return `${who} called the customer${asked}`;
    case 'missed':
      return `${who} did not reach the customer${times}: ${misses[callback.reason ?? ''] ?? callback.reason ?? 'nobody knows why'}`;
    case 'cancelled':
      return `The call${agent ? ` that ${agent.name} asked for` : ' to the customer'} is off`;
  }
}
