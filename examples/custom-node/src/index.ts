export { declaration } from './loyalty-points.ts';
export { runner } from './loyalty-points.run.ts';
