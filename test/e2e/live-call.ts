import { expect, test } from 'vitest';
import { twilioVoice } from '../providers/twilio-voice.ts';
import type { Installation } from './installation.ts';
import { telephone } from './installation.ts';
import { signIn } from './staff.ts';

export function describeLiveCall(installation: () => Installation): void {
  test('is seen in its case and at the desk while it lasts, with what is said in it', async () => {
    const { url, admin, browser } = installation();
    const line = twilioVoice({ apiUrl: url, publicUrl: url, ...telephone });
    const call = line.call({ from: '+447700900815' });
    await call.says('My kettle hums, and where is order TE-103850?');
    await call.hears(/TE-103850/);
    const page = await browser.newPage();
    await signIn(page, url, admin);
    await page.goto(`${url}/cases`);
    await page.getByRole('link', { name: /My kettle hums/ }).click();
    const badge = page.getByText(/^On the phone now, for \d+:\d\d$/);
    const timeline = page.getByRole('log', { name: 'Timeline' });
    await badge.waitFor();
    await call.says('It hums in B flat');
    await timeline.getByText('It hums in B flat').waitFor();
    await page.getByRole('link', { name: 'Open on the desk' }).click();
    await badge.waitFor();
    await call.hangsUp();
    await badge.waitFor({ state: 'detached' });
    expect(browser.takeTroubles()).toEqual([]);
  });
}
