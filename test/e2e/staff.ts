import type { Page } from 'playwright-core';

export type Account = { name: string; email: string; password: string };

/** Makes an account by a one-time link, as its page does. */
export async function createAccount(link: string, name: string): Promise<Account> {
  const { origin, searchParams } = new URL(link);
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@tarnandember.example`;
  const account = { name, email, password: `${name} knows the way` };
  await request(`${origin}/api/setup`, { token: searchParams.get('token'), ...account });
  return account;
}

/** Has an administrator invite somebody. Gives the one-time link. */
export async function invite(url: string, admin: Account, email: string, role: string): Promise<string> {
  const { email: by, password } = admin;
  const signedIn = await request(`${url}/api/session`, { email: by, password });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const invited = await request(`${url}/api/users`, { email, role }, { cookie });
  return ((await invited.json()) as { link: { url: string } }).link.url;
}

/** Signs in on the page, and waits for the page behind it. */
export async function signIn(page: Page, url: string, { email, password }: Account): Promise<void> {
  await page.goto(`${url}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/desk`);
}

async function request(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Throughline': '1', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
