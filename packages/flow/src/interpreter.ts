/**
 * Numbers the rules by which `step` decides. A case keeps the number it was opened with, so that a new release neither
 * changes what running cases do nor makes old journals untrue. Who changes a decision counts up here and lets `step` ask
 * `state.interpreter` where old and new rules part; the cases in `test/histories` tell when that was forgotten.
 */
export const interpreter = 1;
