import { describe, expect, it } from 'vitest';
import { ApiError } from '../api/request.ts';
import { fieldError, formError } from './field-error.ts';

const error = new ApiError({
  status: 422,
  code: 'body.invalid',
  title: 'The body has invalid fields',
  detail: 'Look.',
  errors: [
    { field: 'name', code: 'missing', text: 'is missing.', fix: 'Send a text.' },
    { field: 'hosts.0', code: 'credential.hosts', text: 'This is no host.', fix: 'Name a host.' },
  ],
});

describe('what the server says', () => {
  it('stands below its field, as a sentence', () => {
    expect(fieldError(error, 'name', 'The name')).toBe('The name is missing. Send a text.');
    expect(fieldError(error, 'hosts', 'The hosts')).toBe('This is no host. Name a host.');
    expect(fieldError(error, 'token', 'The token')).toBeUndefined();
    expect(fieldError(new Error('x'), 'name', 'The name')).toBeUndefined();
  });

  it('stands above the form where it is of no field of the form', () => {
    expect(formError(error, ['name', 'hosts'])).toBeUndefined();
    expect(formError(error, ['token'])).toBe('The body has invalid fields. Look.');
    expect(formError(new Error('x'), [])).toBe('Something unexpected happened on this page.');
    expect(formError(null, [])).toBeUndefined();
  });
});
