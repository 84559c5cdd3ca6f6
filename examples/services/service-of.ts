import type { JsonService, ServiceOptions, ServiceRoute } from './json-service.ts';
import { createJsonService } from './json-service.ts';

type Facts = Pick<ServiceOptions, 'tokenVariable' | 'hint'> & {
  routes(now: () => Date): readonly ServiceRoute[];
};

export type CreateService = (options: {
  /** On this machine only; 0 takes a free one. */
  port: number;
  token: string;
  now?: () => Date;
}) => Promise<JsonService>;

/** A service whose data begin anew with each call. */
export function serviceOf({ routes, ...facts }: Facts): CreateService {
  return ({ now = () => new Date(), ...options }) =>
    createJsonService({ ...options, ...facts, routes: routes(now) });
}
