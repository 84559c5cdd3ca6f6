import { useQuery } from '@tanstack/react-query';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { AskOnce } from './ask-once.tsx';
import { valueWords } from './policy-words.ts';
import { settingsApi, usesQuery } from './settings-api.ts';
import type { Policy } from './types.ts';
import { WhereUsed } from './where-used.tsx';

type RemoveProps = { policy: Policy; onDone: () => void; onClose: () => void };

/** What reads it stands in the way of removing it: then it is said where, and nothing can be pressed in vain. */
export function RemovePolicy({ policy, onDone, onClose }: RemoveProps) {
  const uses = useQuery(usesQuery);
  const { name, title, type, value } = policy;
  const isUsed = uses.data?.some((use) => use.kind === 'policy' && use.name === name);
  if (isUsed)
    return (
      <Dialog
        open
        onClose={onClose}
        title={`“${title}” is used`}
        text="What reads it could not go on without it. Change that first; then it can be removed."
      >
        <div>
          <WhereUsed kind="policy" name={name} none="" />
        </div>
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            Close
          </Button>
        </DialogActions>
      </Dialog>
    );
  return (
    <AskOnce
      title={`Remove “${title}”`}
      text={`Its value is ${valueWords(type, value)}. The values it had stay in the record, and a policy of this name can be set again.`}
      does="Remove"
      action={() => settingsApi.removePolicy(name)}
      onDone={onDone}
      onClose={onClose}
    >
      <div>
        <WhereUsed
          kind="policy"
          name={name}
          none="No live flow and no article reads it. Drafts are not looked through."
        />
      </div>
    </AskOnce>
  );
}
