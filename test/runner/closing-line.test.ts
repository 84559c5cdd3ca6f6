import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closingLine, countTests } from './closing-line.ts';

describe('the closing line', () => {
  test('names what was skipped only when something was', () => {
    expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
    expect(closingLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped');
  });

  test('counts tests, and files that failed without one', async () => {
    const file = report({
      numPassedTests: 5,
      numFailedTests: 1,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }] },
        { status: 'failed', assertionResults: [{ status: 'failed' }] },
        { status: 'failed', assertionResults: [] },
      ],
    });
    expect(await countTests(file, false)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  test('never calls a run good that ended badly or left no report', async () => {
    const good = {
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [],
    };
    expect(await countTests(report(good), true)).toEqual({ passed: 5, failed: 0, skipped: 0 });
    expect(await countTests(report(good), false)).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(await countTests(join(tmpdir(), 'no-such-report.json'), true)).toMatchObject({ failed: 1 });
  });
});

function report(content: unknown): string {
  const file = join(mkdtempSync(join(tmpdir(), 'report-')), 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}
