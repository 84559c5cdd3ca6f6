import type { Db } from 'mongodb';
import type { CaseRow } from './cases.ts';

/** Joins are only ever made between two cases that go on by themselves, so that there is an end. */
const deepest = 100;

/** Which case goes on in which. */
export function createJoinedCases(db: Db) {
  const cases = db.collection<CaseRow>('cases');
  return {
    /** The case that this one goes on in: itself, unless it was joined. */
    async rootOf(caseId: string): Promise<string> {
      let id = caseId;
      for (let depth = 0; depth < deepest; depth++) {
        const row = await cases.findOne({ _id: id }, { projection: { joinedInto: 1 } });
        if (row?.joinedInto === undefined) return id;
        id = row.joinedInto;
      }
      return id;
    },
    /** The case, and all that go on in it. */
    async partsOf(caseId: string): Promise<string[]> {
      const parts = [caseId];
      for (let level = [caseId]; level.length > 0;) {
        const below = await cases.find({ joinedInto: { $in: level } }, { projection: { _id: 1 } }).toArray();
        level = below.map(({ _id }) => _id).filter((id) => !parts.includes(id));
        parts.push(...level);
      }
      return parts;
    },
  };
}
