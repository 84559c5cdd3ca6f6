import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';
import { invite, signIn } from './staff.ts';

const agent = {
  name: 'Robin Lee',
  email: 'robin.lee@tarnandember.example',
  password: 'a long way to the tarn',
};

export function describeDesk(installation: () => Installation): void {
  test('a person takes over with the brief, the flow is silent, takes the case back, and all of it is proven', async () => {
    const { url, admin, browser } = installation();
    const customer = await browser.newPage();
    await customer.goto(`${url}/chat`);
    const chat = chatOn(customer);
    await chat.say('Where is my order TE-103850?');
    await chat.answer('Order TE-103850: Not scanned for 4 working days');
    await chat.say('Can I talk to a real person please');
    await customer.getByText('A person will be with you soon').waitFor();

    // The agent comes by invitation, finds the case in the queues, and takes it.
    const desk = await browser.newPage();
    await desk.goto(await invite(url, admin, agent.email, 'agent'));
    await desk.getByLabel('Name').fill(agent.name);
    await desk.getByLabel('E-mail').fill(agent.email);
    await desk.getByLabel('Password').fill(agent.password);
    await desk.getByRole('button', { name: 'Create the account' }).click();
    await desk
      .getByRole('group', { name: 'Which cases' })
      .getByRole('button', { name: /^Queues/ })
      .click();
    await desk
      .getByRole('region', { name: 'Inbox' })
      .getByRole('link', { name: /TE-103850/ })
      .click();
    const brief = desk.getByRole('region', { name: 'Brief' });
    const timeline = desk.getByRole('log', { name: 'Timeline' });
    await timeline.getByText('Can I talk to a real person please').waitFor();
    expect(await brief.innerText()).toContain('TE-103850');
    const [briefBox, timelineBox] = await Promise.all([brief.boundingBox(), timeline.boundingBox()]);
    expect(briefBox?.y).toBeLessThan(timelineBox?.y ?? 0);
    await desk.getByRole('button', { name: /^Claim/ }).click();
    await customer.getByText(`You are talking with ${agent.name}`).waitFor();

    const reply = async (text: string) => {
      await desk.getByRole('textbox', { name: `Reply as ${agent.name}` }).fill(text);
      await desk.getByRole('form', { name: 'Answer' }).getByRole('button', { name: 'Send' }).click();
      await chat.answer(text);
    };
    await reply('I have asked the carrier to look for it today.');
    expect(await chat.from('agent').last().innerText()).toContain(agent.name);
    expect(await accessibilityFaults(desk, 'desk-case')).toEqual([]);
    expect(await accessibilityFaults(customer, 'chat-agent')).toEqual([]);

    // The flow could answer this one, but it is not its turn.
    await chat.say('Where is my order TE-104233?');
    await timeline.getByText('Where is my order TE-104233?').waitFor();
    await reply('That one comes on Monday.');

    // What reads like a promise is asked about, kept in mind with its time, and settled.
    const promise = 'I will call you tomorrow before noon.';
    await reply(`It is not lost. ${promise}`);
    await desk.getByRole('button', { name: `Keep in mind: ${promise}` }).click();
    await brief.getByText('Promised', { exact: true }).waitFor();
    expect(await brief.getByRole('time').count()).toBeGreaterThan(0);
    expect(await accessibilityFaults(desk, 'desk-promise')).toEqual([]);
    const kept = brief.getByRole('button', { name: `Kept: ${promise}`, exact: true });
    await kept.click();
    await kept.waitFor({ state: 'detached' });
    await brief.getByText('kept', { exact: true }).waitFor();

    await desk.getByRole('button', { name: /^Give back/ }).click();
    await desk.getByRole('dialog').getByRole('button', { name: 'Give back' }).click();
    await customer.getByText('Answers at once, day and night').waitFor();
    await chat.say('And where is my order TE-104251?');
    await chat.answer('Order TE-104251: Paid and waiting');
    expect((await chat.transcript()).map((line) => line.split(':')[0])).toEqual([
      'customer',
      'bot',
      'customer',
      'bot',
      'agent',
      'customer',
      'agent',
      'agent',
      'customer',
      'bot',
    ]);

    await desk.getByRole('button', { name: /^Claim/ }).click();
    await desk
      .getByRole('button', { name: /^Close/ })
      .filter({ hasNotText: 'details' })
      .click();
    await desk.getByRole('dialog').getByLabel('Reason').fill('On its way');
    await desk.getByRole('dialog').getByRole('button', { name: 'Close the case' }).click();
    await customer.getByText('This conversation is closed').waitFor();

    // Somebody who was not there looks at what happened.
    const audit = await browser.newPage();
    await audit.goto(`${url}/login`);
    await audit.getByLabel('Password').waitFor();
    expect(await accessibilityFaults(audit, 'login')).toEqual([]);
    await signIn(audit, url, admin);
    await audit.getByText('No case is with you').waitFor();
    expect(await accessibilityFaults(audit, 'desk')).toEqual([]);
    await audit.goto(`${url}/cases`);
    const link = audit.getByRole('link', { name: /TE-103850/ });
    await link.waitFor();
    expect(await accessibilityFaults(audit, 'cases')).toEqual([]);
    await link.click();
    const told = audit.getByRole('log', { name: 'Timeline' });
    await told.getByText('That one comes on Monday.').waitFor();
    await audit.getByRole('button', { name: 'Verify' }).click();
    await audit.getByText('The journal is whole and unchanged').waitFor();
    await audit.getByText('Every decision follows from what happened').waitFor();
    expect(await accessibilityFaults(audit, 'case-timeline')).toEqual([]);
    await audit.getByRole('tab', { name: /^Journal/ }).click();
    await audit.getByRole('table').getByText(agent.name).first().waitFor();
    expect(await audit.getByRole('row').count()).toBeGreaterThan(10);
    expect(await accessibilityFaults(audit, 'case-journal')).toEqual([]);
  });
}
