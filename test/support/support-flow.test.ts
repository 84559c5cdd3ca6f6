import { afterEach, describe, expect, it } from 'vitest';
import { validate } from '../../packages/flow/src/validate.ts';
import { ana } from '../../packages/flow/src/testing/drive.ts';
import type { NodeResult } from '../../packages/flow/src/node-result.ts';
import { catalogue } from '../../packages/nodes/src/catalogue.ts';
import { pathOf } from '../../packages/flow/src/route-of.ts';
import { differences } from './differences.ts';
import { playOnClock } from './play-on-clock.ts';
import { isLong, recordedConversations } from './recorded-conversations.ts';
import type { Script, SupportCase } from './support-case.ts';
import { flow, openCase, walked } from './support-case.ts';

const hour = 3_600_000;
const day = 24 * hour;
const recorded = await recordedConversations();
const cases: SupportCase[] = [];

function open(options: Parameters<typeof openCase>[0] = {}): SupportCase {
  const kase = openCase(options);
  cases.push(kase);
  return kase;
}

afterEach(() => {
  expect(cases.splice(0).flatMap(({ breaches }) => breaches)).toEqual([]);
});

const offer: NodeResult = {
  port: 'offered',
  say: [
    {
      text: 'Which of these?',
      choices: [
        { id: 'article:warranty', label: 'Warranty' },
        { id: 'something-else', label: 'Something else' },
        { id: 'person', label: 'Talk to a person' },
      ],
    },
  ],
};
const offers: Script = { answer: () => offer };
const isUnsure: Script = { answer: () => ({ port: 'not-sure' }) };

describe('the support flow', () => {
  it('validates without a warning', () => {
    expect(validate(flow, catalogue)).toEqual([]);
  });

  it.each(recorded.filter(({ conversation }) => isLong(conversation)))(
    'goes as recorded: $name',
    ({ conversation }) => {
      expect(differences({ turns: playOnClock(conversation, open()) })).toBe('');
    },
  );

  it('opens the same case again, within a week', () => {
    const kase = open();
    kase.tell('How long is the warranty?');
    kase.wait(2 * day);
    expect(kase.state().owner).toBe('nobody');
    kase.wait(6 * day);
    const effects = kase.tell('And for gloves?');
    expect(effects).toContainEqual({ type: 'reopen' });
    expect(kase.state()).toMatchObject({ owner: 'flow', caseId: 'k', reopened: 1 });
    expect(kase.state().brief.issue?.text).toBe('How long is the warranty?');
  });
});

describe('out of hours', () => {
  it.each([
    ['a Friday evening', '2026-11-27T17:30:00Z', 'on Saturday 28 November at 10:00'],
    ['over the weekend', '2026-11-28T14:00:00Z', 'on Monday 30 November at 09:00'],
    ['before opening', '2026-11-30T08:59:00Z', 'on Monday 30 November at 09:00'],
    [
      'on Christmas Eve, with bank holidays to come',
      '2026-12-24T17:30:00Z',
      'on Saturday 2 January at 10:00',
    ],
    ['in summer time, before a bank holiday', '2027-08-28T13:30:00Z', 'on Tuesday 31 August at 09:00'],
  ])('%s says when people are back', (_, at, back) => {
    const kase = open({ at });
    const effects = kase.tell('Can I speak to somebody?');
    expect(kase.said()[0]).toContain(`is back ${back} (UK time)`);
    expect(pathOf(effects)).toContain('hours:closed');
    expect(kase.state()).toMatchObject({ owner: 'queue', queue: { name: 'support' } });
  });

  it.each(['2026-11-27T16:59:00Z', '2026-11-28T10:00:00Z', '2027-08-31T08:00:00Z'])(
    'at %s somebody is there',
    (at) => {
      const kase = open({ at });
      kase.tell('Can I speak to somebody?');
      expect(kase.said()).toHaveLength(1);
      expect(kase.said()[0]).toContain('I am passing this to a colleague');
    },
  );
});

describe('what an offer leads to', () => {
  it('a title: that article, for the question asked before', () => {
    const kase = open({ script: offers });
    kase.tell('How long is it good for?');
    const effects = kase.press('article:warranty');
    expect(pathOf(effects)).toContain('retrieve:found');
    expect(kase.running()?.input.messages.at(-1)?.choice).toBe('article:warranty');
  });

  it('something else: one clarifying question, whose answer joins the question; then a person', () => {
    const kase = open({ script: offers });
    kase.tell('How long is it good for?');
    expect(pathOf(kase.press('something-else'))).toContain('clarify:sent');
    kase.tell('the coffee subscription');
    expect(kase.state().values['question']).toBe('How long is it good for?\nthe coffee subscription');
    expect(pathOf(kase.press('something-else'))).toContain('unclearTwice:done');
    expect(kase.state().owner).toBe('queue');
  });

  it('a person: at once', () => {
    const kase = open({ script: offers });
    kase.tell('How long is it good for?');
    kase.press('person');
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      queue: { reason: 'The customer asked for a person.' },
    });
  });
});

describe('when it is not sure', () => {
  it('a whole new sentence stands for itself, and a second doubt is for people', () => {
    const kase = open({ script: isUnsure });
    kase.tell('Is it any good?');
    expect(kase.said()[0]).toContain('Which product or order');
    kase.tell('I would like to know whether the grinder fits into my bag');
    expect(kase.state().values['question']).toBe('I would like to know whether the grinder fits into my bag');
    expect(kase.state()).toMatchObject({ owner: 'queue' });
    expect(kase.state().brief.issue?.text).toBe('Is it any good?');
  });

  it('asks again for another issue, once the first was answered', () => {
    let sure = false;
    const answer = (): NodeResult =>
      sure ? { port: 'answered', say: [{ text: 'Yes.' }] } : { port: 'not-sure' };
    const kase = open({ script: { answer } });
    kase.tell('Is it any good?');
    sure = true;
    kase.tell('The flask for soup');
    sure = false;
    kase.tell('Is the other thing any good?');
    expect(kase.said().filter((text) => text.includes('Which product or order'))).toHaveLength(2);
    expect(kase.state().owner).toBe('flow');
  });

  it('finds nothing at all: the same question', () => {
    const kase = open({ script: { retrieve: () => ({ port: 'nothing' }) } });
    expect(pathOf(kase.tell('blah blah'))).toContain('clarify:sent');
  });
});

describe('when something fails', () => {
  it.each<[string, Script, string]>([
    ['the look-up in the articles', { retrieve: () => 'knowledge.down' }, 'How long is the warranty?'],
    ['the answer', { answer: () => 'model.down' }, 'How long is the warranty?'],
    [
      'the order service',
      { orderStatus: () => ({ port: 'error', output: { status: 500 } }) },
      'Where is TE-104233?',
    ],
    ['the order service, by its time', { orderStatus: () => ({ port: 'timeout' }) }, 'Where is TE-104233?'],
  ])('%s: the customer is told, and people get it with the reason', (_, script, text) => {
    const kase = open({ script });
    kase.tell(text);
    expect(kase.said()[0]).toBe('I am sorry, I cannot look that up right now.');
    expect(kase.state()).toMatchObject({
      owner: 'queue',
      queue: { reason: expect.stringContaining('look-up failed') },
    });
  });

  it('who the customer is may stay unknown', () => {
    const kase = open({ script: { identity: () => 'customers.down' } });
    kase.tell('How long is the warranty?');
    expect(kase.said()).toEqual(['As the articles say.']);
  });
});

describe('an order number', () => {
  it('that is not found is forgotten and asked for again; one more is for people', () => {
    const kase = open();
    kase.tell('Where is TE-000001?');
    expect(kase.said()[0]).toContain('cannot find an order TE-000001');
    expect(pathOf(kase.tell('so where is my order'))).toContain('numberKnown:no');
    expect(pathOf(kase.tell('000002'))).toContain('unknownOrder:done');
    expect(kase.state()).toMatchObject({ owner: 'queue', queue: { name: 'orders' } });
  });

  it('that the customer does not have is no dead end', () => {
    const kase = open();
    kase.tell('Where is my order?');
    expect(pathOf(kase.tell('no idea, I cannot find the e-mail'))).toContain('lacksNumber:done');
    expect(kase.state()).toMatchObject({ owner: 'queue', queue: { name: 'orders' } });
  });

  it('that was found once counts afresh when the next is not', () => {
    const kase = open();
    kase.tell('Where is TE-000001?');
    kase.tell('TE-104233');
    kase.tell('TE-000002');
    expect(kase.said().at(-1)).toContain('cannot find an order TE-000002');
    expect(kase.state().owner).toBe('flow');
  });
});

describe('who is told what', () => {
  const who = (port: string, verified: boolean): Script => ({
    identity: () => ({ port, customer: { id: 'c1', verified } }),
  });

  it('the tracking link is for verified customers only', () => {
    const proven = open({ script: who('known', true) });
    proven.tell('Where is my order te104233');
    expect(proven.said()[0]).toBe(
      'Order TE-104233: On the road. It should be with you by Thursday 26 November. You can follow it at https://track.example/PP1',
    );
    const claimed = open({ script: who('claimed', false) });
    claimed.tell('I am ana@example.com, where is my order te104233');
    expect(claimed.said()[0]).toBe(
      'Order TE-104233: On the road. It should be with you by Thursday 26 November.',
    );
  });

  it('no date where none is expected', () => {
    const kase = open();
    kase.tell('status of my order TE-103977');
    expect(kase.said()).toEqual(['Order TE-103977: Delivered.']);
  });
});

describe('a person gives the case back', () => {
  it('with a question unanswered: the flow answers it', () => {
    const kase = open();
    kase.tell('Can I speak to somebody?');
    kase.settle(() => kase.happen({ type: 'agent.replied', text: 'Hello, Ana here.' }, { actor: ana }));
    kase.say('How long is the warranty?');
    const effects = kase.settle(() => kase.happen({ type: 'agent.returned' }, { actor: ana }));
    expect(pathOf(effects)).toContain('answer:answered');
    expect(kase.said().at(-1)).toBe('As the articles say.');
  });

  it('with everything answered: the flow waits, and reminds as ever', () => {
    const kase = open();
    kase.tell('Can I speak to somebody?');
    kase.settle(() => kase.happen({ type: 'agent.replied', text: 'All done.' }, { actor: ana }));
    const effects = kase.settle(() => kase.happen({ type: 'agent.returned' }, { actor: ana }));
    expect(pathOf(effects)).toEqual(['person:returned', 'leftOpen:no', 'reply']);
    kase.wait(day);
    expect(kase.said().at(-1)).toContain('Are you still there?');
  });
});

describe('what a message is about', () => {
  const intents: { [port: string]: string[] } = {
    order: [
      'Where is my order?',
      'where’s my parcel',
      'wheres my package???',
      'When will my order arrive?',
      'Has my parcel been sent yet?',
      'My order has not arrived',
      "my parcel hasn't come",
      'My delivery is late',
      'I am still waiting for my order',
      'Track my parcel please',
      "What's the status of my order",
      'order status',
      'TE-104233',
      'te 104233',
      'it is te104233, thanks',
      '104233',
      'any news on my order TE–104233?',
      "what's happening with TE.104233",
      'Hello\nwhere is my parcel\nte104233',
    ],
    otherwise: [
      'How long does delivery take?',
      'How do I track my order?',
      'How do I return an order?',
      'Can I return order TE-104233?',
      'I want to cancel order te104233',
      'My order TE-104233 arrived damaged',
      'Where do I send my return parcel?',
      'Where can I order spare parts?',
      'Can I change the address of my order?',
      'When will my refund arrive?',
      'My parcel says delivered but I have nothing',
      'What happens if my parcel is late?',
      'Do I need a person to sign for the parcel?',
      'Is the wax safe for human consumption?',
      'Can somebody else collect my order?',
      'Hi, how long is the warranty?',
      'Thanks, and how long is the warranty?',
      'Is that all included?',
      'no',
      'What is your phone number?',
      'Can I give someone a gift card?',
    ],
    person: [
      'I want to talk to a real person',
      'can I speak with someone please',
      'agent',
      'Human please!',
      'get me a manager',
      'Please connect me to an agent',
      'put me through to a person',
      'I need a human',
      'call me back please',
      'Can I request a call back?',
      'I would like to speak to your supervisor',
      'are you a real person?',
    ],
    thanks: [
      'Thanks!',
      'ok thank you so much',
      'Great, that helps a lot',
      'cheers',
      'Perfect, thanks for your help :)',
      'got it',
    ],
    greeting: ['Hi', 'hello there!', 'Good morning', 'Hey team,'],
    goodbye: [
      'bye',
      "No thanks, that's all",
      'That is all, thank you. Bye!',
      'nothing else',
      'ok, goodbye',
      'no thank you',
    ],
  };
  it.each(Object.entries(intents).flatMap(([port, texts]) => texts.map((text) => [text, port] as const)))(
    '%j: %s',
    (text, port) => {
      const kase = open();
      const path = pathOf(kase.tell(text));
      expect(path.find((stop) => stop.startsWith('intent:'))).toBe(`intent:${port}`);
    },
  );

  it('another order is asked for, the known one is not', () => {
    const kase = open();
    kase.tell('Where is TE-104233?');
    expect(pathOf(kase.tell('when will my order arrive?'))).toContain('numberKnown:yes');
    expect(pathOf(kase.tell('and where is my other order?'))).toContain('numberKnown:no');
    expect(kase.said().at(-1)).toContain('What is your order number?');
  });
});

/** Edges that nothing walks, each with the reason. */
const excused: { [edge: string]: string } = {};

it('every edge of the flow is walked, here or by a recorded conversation', () => {
  // Ports that a recorded route names are asserted when the conversation is played at the real chat.
  const promised = recorded.flatMap(({ conversation: { turns } }) =>
    turns.flatMap(({ expect: expected }) => expected?.route ?? []),
  );
  const passed = new Set([...walked, ...promised]);
  const unwalked = flow.edges.map(({ from, port }) => `${from}:${port}`).filter((edge) => !passed.has(edge));
  expect(unwalked.sort()).toEqual(Object.keys(excused).sort());
});
