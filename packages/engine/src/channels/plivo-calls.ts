import { z } from 'zod';
import type { PlivoConfig } from '../channel-config.ts';
import { basicAuth } from '../http/basic-auth.ts';
import { callProvider } from './call-provider.ts';
import { NotSent, SendRefused } from './channel.ts';
import { plivoError } from './plivo-client.ts';

/** Numbers without their plus. Addresses are called by POST. */
export type PlivoCall = {
  from: string;
  to: string;
  answerUrl: string;
  hangupUrl: string;
  ringSeconds: number;
  detectMachine: boolean;
};

const fired = z.object({ request_uuid: z.union([z.string(), z.tuple([z.string()])]) });
const listed = z.object({ objects: z.array(z.object({ call_uuid: z.string() })) });

/**
 * Plivo's Call API. Not by Plivo's own client: it asks again by itself after a 5xx, when the call may have been placed, and it
 * always asks the public address.
 */
export function createPlivoCalls({ authId, authToken, baseUrl }: PlivoConfig) {
  const url = `${baseUrl}/v1/Account/${authId}/Call/`;
  const headers = { authorization: basicAuth(authId, authToken) };

  return {
    /** Resolves to the UUID of the request. */
    async create(call: PlivoCall): Promise<string> {
      const { from, to, answerUrl, hangupUrl, ringSeconds, detectMachine } = call;
      const answer = await callProvider(url, {
        headers,
        body: {
          ...{ from, to, answer_url: answerUrl, answer_method: 'POST' },
          ...{ hangup_url: hangupUrl, hangup_method: 'POST', ring_timeout: ringSeconds },
          ...(detectMachine && { machine_detection: 'true' }),
        },
      });
      if (answer.status >= 300) throw plivoError({ status: answer.status });
      const taken = fired.safeParse(answer.body);
      if (!taken.success) throw new SendRefused('channel.refused', 'Plivo does not call it.');
      return [taken.data.request_uuid].flat()[0] ?? '';
    },
    /** UUIDs of calls to a number that ended since. Throws `NotSent`. */
    async endedSince(query: { from: string; to: string; since: string }): Promise<string[]> {
      const { from, to, since } = query;
      const search = new URLSearchParams({
        ...{ call_direction: 'outbound', from_number: from, to_number: to },
        ...{ end_time__gte: since, limit: '20' },
      }).toString();
      const answer = await callProvider(`${url}?${search}`, { method: 'GET', headers }).catch(
        () => undefined,
      );
      const found = listed.safeParse(answer?.body);
      if (!found.success) throw new NotSent('Plivo could not be asked what it has.');
      return found.data.objects.map(({ call_uuid }) => call_uuid);
    },
  };
}
