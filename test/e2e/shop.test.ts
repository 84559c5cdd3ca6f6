import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { describeChatPage } from './chat-page.ts';
import { describeComments } from './comments.ts';
import { describeDesk } from './desk.ts';
import { describeDrawing } from './drawing.ts';
import { describeFirstFlow } from './first-flow.ts';
import { describeFiles } from './files.ts';
import { describeFlowAuthors } from './flow-authors.ts';
import { describeFirstLoad } from './first-load.ts';
import { describeFlows } from './flows.ts';
import type { Installation } from './installation.ts';
import { startInstallation } from './installation.ts';
import { describeKeys } from './keys.ts';
import { describeKnowledge } from './knowledge.ts';
import { describeLargeScreen } from './large-screen.ts';
import { describeLiveCall } from './live-call.ts';
import { describeLinkedCases } from './linked-cases.ts';
import { describeRoles } from './roles.ts';
import { describeRunningCases } from './running-cases.ts';
import { describeWholeFlow } from './whole-flow.ts';
import { describeSettings } from './settings.ts';
import { describeWidget } from './widget.ts';

let shop: Installation | undefined;
const installation = () => {
  if (!shop) throw new Error('The installation did not start.');
  return shop;
};

beforeAll(async () => {
  shop = await startInstallation();
});

afterAll(() => shop?.stop());

// No page, in any test, writes an error into the console or asks anything of another host.
afterEach(async () => {
  await shop?.browser.closePages();
  expect(shop?.browser.takeTroubles()).toEqual([]);
});

describe('the chat page', () => describeChatPage(installation));
describe('the widget', () => describeWidget(installation));
describe('the desk', () => describeDesk(installation));
describe('a call in progress', () => describeLiveCall(installation));
describe('linked cases', () => describeLinkedCases(installation));
describe('files', () => describeFiles(installation));
describe('the first load', () => describeFirstLoad(installation));
describe('the first flow', () => describeFirstFlow(installation));
describe('drawing', () => describeDrawing(installation));
describe('flows', () => describeFlows(installation));
describe('comments', () => describeComments(installation));
describe('authors of a flow', () => describeFlowAuthors(installation));
describe('running cases', () => describeRunningCases(installation));
describe('a large screen', () => describeLargeScreen(installation));
describe('knowledge', () => describeKnowledge(installation));
describe('roles', () => describeRoles(installation));
describe('settings', () => describeSettings(installation));
describe('keys and names', () => describeKeys(installation));
describe('the whole flow', () => describeWholeFlow(installation));
