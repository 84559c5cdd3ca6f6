import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { width: 1280, height: 800 };

export function describeSettings(installation: () => Installation): void {
  async function settings(section: string) {
    const { url, admin, browser } = installation();
    const page = await browser.newPage({ viewport: desktop });
    await signIn(page, url, admin);
    await page.goto(`${url}/settings/${section}`);
    const faults = async (name: string) => {
      const found = await accessibilityFaults(page, name);
      await page.setViewportSize(desktop);
      return found;
    };
    return { page, faults };
  }

  test('every section opens from the list, on a phone from the select, and none has a fault', async () => {
    const { page, faults } = await settings('');
    await page.waitForURL(/settings\/channels$/);
    await page.locator('summary', { hasText: 'Web chat' }).click();
    await page.getByRole('link', { name: 'Open the chat page' }).waitFor();
    expect(await faults('settings-channels')).toEqual([]);
    for (const [name, shows] of [
      ['Credentials', 'Only to'],
      ['Policies', 'Days after delivery in which clothing can be exchanged for another size'],
      ['Users and roles', 'What each role may do'],
      ['API tokens', 'No tokens yet'],
      ['Model and embedder', 'bge-small'],
      ['Retention', 'What the law may ask of you'],
      ['Changes', 'set the account up'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByText(shows).first().waitFor();
      expect(await faults(`settings-${name.toLowerCase().replaceAll(' ', '-')}`)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByLabel('Section of the settings').selectOption('policies');
    await page.waitForURL(/settings\/policies$/);
  });

  test('a test call is placed once it was asked about, and says what came of it', async () => {
    const { page, faults } = await settings('channels');
    await page.locator('summary', { hasText: 'Phone' }).click();
    await page.getByRole('button', { name: /^Place a test call/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Place a test call' });
    await dialog.getByLabel('Your telephone number').fill('+44 7700 900123');
    await dialog.getByRole('button', { name: 'Next' }).click();
    expect(installation().calls()).toEqual([]);
    expect(await faults('settings-test-call')).toEqual([]);
    await dialog.getByRole('button', { name: 'Call now' }).click();
    await dialog.getByText('places the call.').waitFor();
    expect(await faults('settings-test-outcome')).toEqual([]);
    expect(installation().calls()).toMatchObject([{ to: '+447700900123', from: '+441632960000' }]);
  });

  test('what a field does not take is said beside it, in dialogs of credentials and accounts', async () => {
    const { page, faults } = await settings('credentials');
    await page.getByRole('button', { name: 'New credential' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Keep' }).click();
    await dialog.getByText('Fill this in.').first().waitFor();
    expect(await dialog.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await faults('settings-credential')).toEqual([]);
    await dialog.getByLabel('Name').fill('order-service');
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBeNull();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Users and roles', exact: true }).click();
    await page.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByLabel('E-mail').fill('nobody');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByText('Give an e-mail address, such as ana@example.com.').waitFor();
    expect(await faults('settings-invite-refused')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Change: Ada Minster' }).click();
    await dialog.getByLabel('Name').waitFor();
    expect(await faults('settings-account')).toEqual([]);
  });

  test('a token is made, shown once, and revoked', async () => {
    const { page, faults } = await settings('tokens');
    await page.getByText('No tokens yet').waitFor();
    await page.keyboard.press('n');
    await page.getByLabel('Name').fill('nightly report');
    expect(await faults('settings-new-token')).toEqual([]);
    await page.getByRole('button', { name: 'Make the token' }).click();
    const shown = page.getByRole('textbox', { name: 'Token' });
    const token = await shown.inputValue();
    expect(await faults('settings-token-made')).toEqual([]);
    const ask = () =>
      fetch(`${installation().url}/api/session`, { headers: { Authorization: `Bearer ${token}` } });
    expect((await ask()).status).toBe(200);
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByText('nightly report', { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
    await page.getByRole('button', { name: 'Revoke: nightly report' }).click();
    await page.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('No tokens yet').waitFor();
    expect((await ask()).status).toBe(401);
  });

  test('a policy is changed and changed back, with its history and in the record', async () => {
    const { page, faults } = await settings('policies');
    const title = 'Days after delivery in which clothing can be exchanged for another size';
    const change = async (to: string) => {
      await page.getByRole('button', { name: `Edit: ${title}` }).click();
      await page.getByLabel('Value').fill(to);
    };
    await change('sixty');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('Give a number, such as 30 or 12.50.').waitFor();
    expect(await faults('settings-policy')).toEqual([]);
    await page.getByLabel('Value').fill('61');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await change('60');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: `History and uses: ${title}` }).click();
    await page.getByText('From 61 to 60').waitFor();
    await page.getByText('From 60 to 61').waitFor();
    await page.getByText('Used in:').waitFor();
    expect(await faults('settings-policy-history')).toEqual([]);
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await page.getByLabel('Kind').selectOption('Policies');
    await page.waitForURL(/kind=policy/);
    await expect
      .poll(() => page.getByRole('listitem').filter({ hasText: 'set the policy exchangeWindowDays' }).count())
      .toBe(2);
  });

  test('a policy is removed when nothing reads it; else it is said what does', async () => {
    const { page, faults } = await settings('policies');
    const used = 'Days after delivery in which clothing can be exchanged for another size';
    await page.getByRole('button', { name: `Remove: ${used}` }).click();
    await page
      .getByRole('dialog', { name: `“${used}” is used` })
      .getByRole('link')
      .first()
      .waitFor();
    expect(await faults('settings-policy-used')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'New policy' }).click();
    await page.getByLabel('Name').fill('ferryDays');
    await page.getByLabel('Title').fill('Days by ferry');
    await page.getByLabel('Type').selectOption('number');
    await page.getByLabel('Value').fill('3');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByRole('button', { name: 'Remove: Days by ferry' }).click();
    const asked = page.getByRole('dialog', { name: 'Remove “Days by ferry”' });
    await asked.getByText('No live flow and no article reads it.').waitFor();
    expect(await faults('settings-policy-remove')).toEqual([]);
    await asked.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('“Days by ferry” is removed.').waitFor();
    await page.getByRole('button', { name: 'Remove: Days by ferry' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Changes', exact: true }).click();
    await page.getByText('removed the policy ferryDays').waitFor();
  });

  test('the model is tried, and retention says what it would erase before it is set', async () => {
    const { page, faults } = await settings('models');
    await page.getByRole('button', { name: 'Try the model' }).click();
    await page.getByText('three working days').waitFor();
    await page.getByRole('button', { name: 'Try the embedder' }).click();
    await page.getByText('as it should be').waitFor();
    expect(await faults('settings-models-tried')).toEqual([]);
    await page.getByRole('link', { name: 'Retention', exact: true }).click();
    await page.getByLabel('Closed cases').selectOption('are erased after some days');
    await page.getByLabel('Days after a case was closed').fill('3000');
    await page.getByRole('button', { name: 'Look what it would erase' }).click();
    await page.getByRole('dialog', { name: 'Nothing is erased at once' }).waitFor();
    expect(await faults('settings-retention-preview')).toEqual([]);
    await page.getByRole('button', { name: 'Set it' }).click();
    await page.getByText('Set by Ada Minster').waitFor();
  });

  test('a person is invited, and sees only what the role may open', async () => {
    const { page, faults } = await settings('users');
    await page.getByRole('button', { name: 'Invite' }).click();
    await page.getByLabel('E-mail').fill('cal@tarnandember.example');
    await page.getByRole('combobox', { name: 'Role' }).selectOption('auditor');
    expect(await faults('settings-invite')).toEqual([]);
    await page.getByRole('button', { name: 'Make the link' }).click();
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByText('not accepted yet').waitFor();
    await page.locator('summary', { hasText: 'Accounts' }).click();
    await page.getByRole('rowheader', { name: 'Invite a person; they choose their own password' }).waitFor();
    expect(await faults('settings-roles')).toEqual([]);

    const { browser, url } = installation();
    const other = await browser.newPage({ viewport: desktop });
    await other.goto(link);
    await other.getByLabel('Name').fill('Cal Auditor');
    await other.getByLabel('E-mail').fill('cal@tarnandember.example');
    await other.getByLabel('Password').fill('a long enough password');
    await other.getByRole('button', { name: 'Create the account' }).click();
    await other.getByRole('link', { name: 'Settings' }).click();
    await other.getByRole('heading', { name: 'Policies' }).waitFor();
    const list = other.getByRole('navigation', { name: 'Sections of the settings' });
    expect(await list.getByRole('link').allInnerTexts()).toEqual(['Policies', 'Retention', 'Changes']);
    expect(await other.getByRole('button', { name: /^Edit/ }).count()).toBe(0);
    await other.goto(`${url}/settings/tokens`);
    await other.getByText('This section is for: admin.').waitFor();
  });
}
