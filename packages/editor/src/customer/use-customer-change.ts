import { useMutation, useQueryClient } from '@tanstack/react-query';
import { tell, tellError } from '../ui/toast.tsx';

/** Changes who customers are, which every list may show. */
export function useCustomerChange<Input = void>(
  change: (input: Input) => Promise<unknown>,
  words: { done: string; failed: string },
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => {
      for (const queryKey of [['customer'], ['cases'], ['case']]) void client.invalidateQueries({ queryKey });
      tell(words.done);
    },
    onError: (error) => tellError(words.failed, error),
  });
}
