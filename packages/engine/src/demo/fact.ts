/** Something that the demo says of itself, and what was found when it was looked up. */
export type Fact = { claim: string; holds: boolean; found: string };
