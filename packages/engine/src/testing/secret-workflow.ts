import { condition, defineQuery, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import { ApplicationFailure } from '@temporalio/common';

export const told = defineSignal<[string]>('told');
export const heard = defineQuery<string[]>('heard');

const { repeat } = proxyActivities<{ repeat(text: string): Promise<string> }>({
  startToCloseTimeout: '10 s',
});

/** Lets what it is told pass through every kind of payload a history can hold: input, signal, activity, memo, failure. */
export async function secretWorkflow(secret: string): Promise<never> {
  const words = [secret];
  setHandler(told, (word) => void words.push(word));
  setHandler(heard, () => words);
  await condition(() => words.length > 1);
  words.push(await repeat(words.join(' ')));
  throw ApplicationFailure.nonRetryable(`it ends with ${secret}`, 'Told', { secret });
}
