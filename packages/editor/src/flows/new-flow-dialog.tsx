import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router';
import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import type { FlowTemplate } from '../api/flow.ts';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';

/** Begins a flow: with the node where a turn starts, or as a template that is shipped. */
export function NewFlowDialog({ taken, onClose }: { taken: string[]; onClose: () => void }) {
  const navigate = useNavigate();
  const [title, setTitle] = useState('');
  const [own, setOwn] = useState<string>();
  // A template brings articles and policies, which are for operations to bring.
  const mayBring = useMay('admin', 'ops');
  const templates = useQuery({
    queryKey: ['templates'],
    queryFn: async () => (await api.templates()).templates,
    enabled: mayBring,
    staleTime: Infinity,
  });
  const [chosen, setChosen] = useState('');
  const template = templates.data?.find(({ name }) => name === chosen);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const id = own ?? slugOf(title);
  const wrong =
    id === ''
      ? undefined
      : taken.includes(id)
        ? 'There is a flow with this id.'
        : isSlug(id)
          ? undefined
          : 'Use lower-case letters, digits and hyphens, such as “web-shop”.';

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    begin(id, title.trim(), chosen)
      .then(
        () => navigate(`/flows/${id}`),
        (error: unknown) =>
          setFailure(
            error instanceof ApiError ? `${error.title}. ${error.message}` : 'Something unexpected happened.',
          ),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog open onClose={onClose} title="New flow">
      <form onSubmit={submit}>
        <TextField
          label="Title"
          value={title}
          maxLength={120}
          required
          autoFocus
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextField
          label="Id"
          hint="Names the flow in addresses, files and the command line. It cannot be changed later."
          value={id}
          maxLength={64}
          required
          error={wrong ?? failure}
          onChange={(event) => setOwn(event.target.value)}
        />
        {templates.data && (
          <SelectField
            label="Begin with"
            value={chosen}
            hint={template ? broughtBy(template) : 'One node: where a turn starts.'}
            onChange={(event) => setChosen(event.target.value)}
          >
            <option value="">An empty flow</option>
            {templates.data.map(({ name, title: words }) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </SelectField>
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            type="submit"
            busy={busy}
            disabled={title.trim() === '' || id === '' || wrong !== undefined}
          >
            Begin
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

async function begin(id: string, title: string, template: string): Promise<void> {
  const flow =
    template === '' ? emptyFlow(id, title) : { ...(await api.useTemplate(template, id)).flow, title };
  await api.saveDraft(id, { flow, base: null, revision: 0 });
}

function broughtBy({ description, nodes, articles, tests, needs }: FlowTemplate): string {
  const brings = `${nodes} nodes; brings ${articles} articles and ${tests} tests.`;
  return [description, brings, ...needs].join(' ');
}

function emptyFlow(id: string, title: string): Flow {
  return {
    schema: 1,
    id,
    title,
    settings: {
      fallbackQueue: 'support',
      fallbackTexts: [],
      visitLimit: 50,
      languages: ['en'],
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      reopenWithin: '7d',
    },
    nodes: [
      { id: 'ingest', type: 'ingest', title: 'A customer writes', config: {}, position: { x: 0, y: 0 } },
    ],
    edges: [],
  };
}

function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);
}

function isSlug(id: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(id);
}
