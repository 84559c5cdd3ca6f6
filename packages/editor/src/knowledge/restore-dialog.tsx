import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { knowledge } from './knowledge-client.ts';
import { articlePath } from './paths.ts';
import { knowledgeKey } from './queries.ts';

type RestoreProps = { id: string; version: number; head: number; onClose: () => void };

/** An old version is saved again: it becomes the newest one. */
export function RestoreDialog({ id, version, head, onClose }: RestoreProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const restore = useMutation({
    mutationFn: async () => {
      const { title, language, tags, questions, format, body } = await knowledge.article(id, version);
      return knowledge.save(id, { title, language, tags, questions, format, body, base: head });
    },
    onSuccess: async (saved) => {
      await client.invalidateQueries({ queryKey: knowledgeKey });
      onClose();
      tell(
        saved.changed
          ? `Version ${version} was saved again, as version ${saved.version}.`
          : 'The live version says the same already.',
      );
      await navigate(articlePath(id));
    },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: knowledgeKey });
      tellError('Not restored.', error);
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Restore version ${version}`}
      text="It is saved again as a new version, and answers on every channel at once. The version that is live now stays in the list."
    >
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={restore.isPending} onClick={() => restore.mutate()}>
          Restore
        </Button>
      </DialogActions>
    </Dialog>
  );
}
