import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { knowledge } from './knowledge-client.ts';
import { knowledgeKey } from './queries.ts';
import type { Article } from './types.ts';

export function RemoveDialog({ article, onClose }: { article: Article; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => knowledge.remove(article.articleId),
    onSuccess: async () => {
      tell(`“${article.title}” answers no question any more.`);
      await navigate('/knowledge');
      await client.invalidateQueries({ queryKey: knowledgeKey });
    },
    onError: (error) => tellError('Not taken away.', error),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Take “${article.title}” away`}
      text="It answers no question any more, on any channel, at once. Its versions stay, and each can be restored."
    >
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
          Take away
        </Button>
      </DialogActions>
    </Dialog>
  );
}
