import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Navigate, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { sessionQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { AccountCard, FormProblem } from './account-card.tsx';
import { safePath } from './safe-path.ts';

export function LoginPage() {
  const client = useQueryClient();
  const [query] = useSearchParams();
  const session = useQuery(sessionQuery);
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: api.signIn,
    retry: false,
    onSuccess: ({ user }) => client.setQueryData(sessionQuery.queryKey, user),
  });
  if (session.data) return <Navigate to={safePath(query.get('next'))} replace />;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    signIn.mutate({ email: formText(event.currentTarget, 'email'), password });
  };

  return (
    <AccountCard title="Sign in">
      <form onSubmit={submit}>
        <FormProblem error={signIn.error} />
        <TextField label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
          required
        />
        <Button look="primary" type="submit" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
    </AccountCard>
  );
}
