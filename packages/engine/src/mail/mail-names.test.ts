import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMailNames } from './mail-names.ts';

const names = createMailNames(Buffer.alloc(32, 7));
const others = createMailNames(Buffer.alloc(32, 8));
const ours = 'support@example.com';

test('a reply address names its conversation, whatever happened to its case, and only we can make one', () => {
  fc.assert(
    fc.property(fc.uuid(), (conversation) => {
      const address = names.replyAddress(ours, conversation);
      expect(address.length).toBeLessThanOrEqual('support+@example.com'.length + 39);
      expect(names.conversationIn(address)).toBe(conversation);
      expect(names.conversationIn(address.toUpperCase())).toBe(conversation);
      expect(others.conversationIn(address)).toBeUndefined();
    }),
  );
});

test('a changed reply address names nothing', () => {
  const address = names.replyAddress(ours, randomUUID());
  const from = address.indexOf('+') + 1;
  for (let at = from; at < from + 38; at++) {
    const other = address[at] === 'a' ? 'b' : 'a';
    expect(names.conversationIn(address.slice(0, at) + other + address.slice(at + 1))).toBeUndefined();
  }
  for (const plus of ['', 'x', 'a'.repeat(39), '1'.repeat(39), 'ü'.repeat(39)])
    expect(names.conversationIn(`support+${plus}@example.com`)).toBeUndefined();
});

test('the subject token is found where mail programs leave it', () => {
  const token = names.subjectToken(randomUUID());
  expect(token).toMatch(/^\[#[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\]$/);
  const [key] = names.subjectKeys(token);
  expect(names.subjectKeys(`RE: Kettle ${token.toLowerCase()} (urgent)`)).toEqual([key]);
  expect(names.subjectKeys('Kettle [#4711]')).toEqual([]);
});

test('a send has one Message-ID, another has another, and the id of a mail depends on both parts', () => {
  expect(names.messageIdOf('c:1:1', ours)).toBe(names.messageIdOf('c:1:1', ours));
  expect(names.messageIdOf('c:1:1', ours)).not.toBe(names.messageIdOf('c:1:2', ours));
  expect(names.messageIdOf('c:1:1', ours)).toMatch(/^<[a-z2-9]{32}@example\.com>$/);
  const id = (messageId: string, content: string) => names.mailId(messageId, Buffer.from(content));
  expect(new Set([id('<a@b>', 'x'), id('<a@b>', 'y'), id('<b@b>', 'x'), id('', 'x')]).size).toBe(4);
});
