import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { AccountCard, FormProblem } from './account-card.tsx';

const leastCharacters = 10;

/** Opened by a one-time link: the first administrator, an invitation, or a new password. */
export function SetupPage() {
  const [query] = useSearchParams();
  const token = query.get('token') ?? '';
  const navigate = useNavigate();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const setUp = useMutation({
    mutationFn: api.setUp,
    retry: false,
    onSuccess: ({ user }) => {
      client.setQueryData(sessionQuery.queryKey, user);
      void navigate('/', { replace: true });
    },
  });
  const link = useQuery({
    queryKey: ['setup', token],
    queryFn: () => api.setupLink(token),
    enabled: token !== '',
    retry: false,
    staleTime: Infinity,
  });
  const isReset = link.data?.purpose === 'password-reset';
  const fields = setUp.error instanceof ApiError ? setUp.error.fields : [];
  const errorOf = (name: string, label: string) => {
    const error = fields.find(({ field }) => field === name);
    return error && `${label} ${error.text} ${error.fix}`;
  };

  if (token === '') {
    return (
      <AccountCard title="This link is not complete">
        <p>
          Open the whole link that the server printed when it started, or that an administrator gave you. If
          you have an account, <Link to="/login">sign in</Link>.
        </p>
      </AccountCard>
    );
  }

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setUp.mutate({ token, name: formText(form, 'name'), email: formText(form, 'email'), password });
  };
  const missing = leastCharacters - password.length;

  return (
    <AccountCard
      title={isReset ? 'Set a new password' : 'Set up your account'}
      text={
        isReset
          ? `The link works once. You are signed out everywhere else. ${endOf(link.data?.apiTokens)}`
          : 'The link works once. Afterwards you sign in with e-mail and password.'
      }
    >
      <form onSubmit={submit}>
        {fields.length === 0 && <FormProblem error={setUp.error} />}
        <TextField
          label="Name"
          name="name"
          autoComplete="name"
          hint="Customers see it when you answer."
          error={errorOf('name', 'The name')}
          required
          autoFocus
          maxLength={100}
        />
        <TextField
          label="E-mail"
          name="email"
          type="email"
          autoComplete="username"
          error={errorOf('email', 'This address')}
          required
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={leastCharacters}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          hint={
            missing > 0 && password !== ''
              ? `${missing} more characters`
              : `At least ${leastCharacters} characters.`
          }
          error={errorOf('password', 'The password')}
          required
        />
        <Button look="primary" type="submit" busy={setUp.isPending}>
          {isReset ? 'Set the password' : 'Create the account'}
        </Button>
      </form>
    </AccountCard>
  );
}

function endOf(apiTokens = 0): string {
  if (apiTokens === 0) return '';
  return apiTokens === 1
    ? 'Your API token ends: what uses it stops, until an administrator makes a new one.'
    : `Your ${apiTokens} API tokens end: what uses them stops, until an administrator makes new ones.`;
}
