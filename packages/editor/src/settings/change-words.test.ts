import { describe, expect, it } from 'vitest';
import { changeDetails, changeWords } from './change-words.ts';
import type { Change } from './types.ts';

const change: Change = {
  id: '1',
  at: 0,
  by: { id: 'u1', name: 'Ada' },
  action: 'user.change',
  subject: 'u2',
  outcome: 'done',
};
const nameOf = (id: string) => (id === 'u2' ? 'Bo' : undefined);

describe('a change', () => {
  it('is said as a sentence that follows the name of who made it', () => {
    expect(changeWords(change, nameOf)).toBe('changed the account of Bo');
    expect(changeWords({ ...change, outcome: 'refused' }, nameOf)).toBe(
      'tried in vain: changed the account of Bo',
    );
    const invited = { ...change, action: 'user.invite', details: { email: 'c@example.com', role: 'ops' } };
    expect(changeWords(invited, nameOf)).toBe('invited c@example.com as Operations');
    const setUp = { ...change, action: 'user.setup', subject: 'u2' };
    expect(changeWords(setUp, nameOf)).toBe('set the account up');
    const renewed = (apiTokensEnded: number) => ({
      ...setUp,
      details: { password: 'a new one was set', apiTokensEnded },
    });
    expect([0, 1, 3].map((count) => changeWords(renewed(count), nameOf))).toEqual([
      'set a new password',
      'set a new password, which ended 1 API token',
      'set a new password, which ended 3 API tokens',
    ]);
    const moved = {
      ...change,
      action: 'flow.cases-moved',
      subject: 'support',
      details: { moved: 9, kept: 3 },
    };
    expect(changeWords(moved, nameOf)).toBe('moved 9 running cases of the flow support; 3 stay');
    expect(changeWords({ ...change, action: 'case.new-kind', subject: 'c1' }, nameOf)).toBe(
      'did case.new-kind c1',
    );
  });

  it('has its details in lines, from what to what', () => {
    const details = { role: { from: 'agent', to: 'ops' }, hosts: ['a', 'b'], count: 3 };
    expect(changeDetails({ details, reason: 'user.last-admin' })).toEqual([
      'refused because: user.last-admin',
      'role: from agent to ops',
      'hosts: a, b',
      'count: 3',
    ]);
    expect(changeDetails({ details: undefined })).toEqual([]);
  });
});
