import { describe, expect, it } from 'vitest';
import { readEvent } from './live.ts';

const read = (type: string, data: object) => readEvent({ type, data: JSON.stringify(data) });

describe('live events', () => {
  it('name what to read anew', () => {
    expect(read('case.changed', { id: 'c1' }).queries).toContainEqual(['case', 'c1']);
    expect(read('case.changed', { id: 'c1' }).queries).toContainEqual(['cases']);
    expect(read('message.changed', { caseId: 'c1', messageId: 'm' }).queries).toEqual([['case', 'c1']]);
    expect(read('journal.added', { caseId: 'c1', seq: 4 }).queries).toEqual([['journal', 'c1']]);
  });

  it('read the versions of a flow anew when it was published, not when a draft was saved', () => {
    expect(read('flow.changed', { id: 'support', what: 'published' }).queries).toContainEqual([
      'flow',
      'support',
    ]);
    expect(read('flow.changed', { id: 'support', what: 'draft' }).queries).toEqual([
      ['flow', 'all'],
      ['flow', 'support', 'drafts'],
    ]);
  });

  it('read what stands on articles anew when one was changed', () => {
    expect(read('article.changed', { id: 'hours', version: 2 }).queries).toEqual([['knowledge']]);
  });

  it('read everything anew after a gap', () => {
    expect(read('reset', {}).queries).toEqual([[]]);
  });

  it('know who is typing, and that a message ends it', () => {
    expect(read('typing', { caseId: 'c1', from: 'customer', on: true }).typing).toEqual({
      caseId: 'c1',
      on: true,
    });
    expect(read('typing', { caseId: 'c1', from: 'bot', on: true }).typing).toBeUndefined();
    expect(read('message.added', { caseId: 'c1', messageId: 'm' }).typing).toEqual({
      caseId: 'c1',
      on: false,
    });
  });

  it('pass over what is not known yet', () => {
    expect(read('something.new', {})).toEqual({ queries: [] });
  });
});
