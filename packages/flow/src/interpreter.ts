/**
 * Numbers the rules by which `step` decides. A case keeps the number it was opened with, so that a new release neither
 * changes what running cases do nor makes old journals untrue. Who changes a decision counts up here and lets `step` ask
 * `state.interpreter` where old and new rules part; the cases in `test/histories` tell when that was forgotten.
 */
export const interpreter = 4;

/** What a case has until it is opened: part of what the first entry of every journal decided. */
export const firstInterpreter = 1;

/** From this number on the facts of the brief have names and values, and `ask` reads them. */
export const namedFacts = 2;

/** From this number on an open promise stays in the brief, however many are made after it. */
export const openPromisesStay = 3;

/** From this number on people get a closed case, too, of which a message cannot be delivered. */
export const undeliveredReopens = 4;
