import type { Collection, Db, IndexDescription } from 'mongodb';
import type { Conversation } from '@throughline/flow/conversation';
import { isDuplicateKey } from './duplicate-key.ts';

/** A conversation that a flow must play as recorded; all who draw the flow share its tests. */
export type StoredFlowTest = {
  flowId: string;
  /** Unique in the flow. */
  name: string;
  test: Conversation;
  /** Who saved it last. */
  author: string;
  updatedAt: number;
};

export type FlowTestStore = {
  /** False when there is a test of that name already, and it is not to be replaced. */
  save(test: StoredFlowTest, options?: { replace?: boolean }): Promise<boolean>;
  /** By name. */
  list(flowId: string): Promise<StoredFlowTest[]>;
  count(flowId: string): Promise<number>;
  /** True when it was there. */
  remove(flowId: string, name: string): Promise<boolean>;
};

// As text: results of nodes may be named like nothing that a database likes as a field.
type TestRow = Omit<StoredFlowTest, 'test'> & { _id: string; test: string };

export const flowTestIndexes: IndexDescription[] = [{ key: { flowId: 1 } }];

export function createFlowTestStore(db: Db): FlowTestStore {
  const rows: Collection<TestRow> = db.collection('flowTests');
  return {
    async save({ test, ...facts }, { replace = false } = {}) {
      const row = { _id: idOf(facts.flowId, facts.name), ...facts, test: JSON.stringify(test) };
      if (replace) {
        await rows.replaceOne({ _id: row._id }, row, { upsert: true });
        return true;
      }
      try {
        await rows.insertOne(row);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // The answer to the first try may have been lost.
        return (await rows.findOne({ _id: row._id }))?.test === row.test;
      }
    },
    async list(flowId) {
      const found = await rows.find({ flowId }).sort({ _id: 1 }).toArray();
      return found.map(({ _id, test, ...facts }) => ({ ...facts, test: JSON.parse(test) as Conversation }));
    },
    count: (flowId) => rows.countDocuments({ flowId }),
    async remove(flowId, name) {
      return (await rows.deleteOne({ _id: idOf(flowId, name) })).deletedCount === 1;
    },
  };
}

function idOf(flowId: string, name: string): string {
  return `${flowId}:${name}`;
}
