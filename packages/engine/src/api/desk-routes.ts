import { createCallCustomer } from '../cases/call-customer.ts';
import { createReadPromises } from '../cases/read-promises.ts';
import { configuredTelephony } from '../channels/voice/configured-telephony.ts';
import { createFileLinks } from '../files/file-links.ts';
import type { TakeMail } from '../mail/take-mail.ts';
import type { RouteDeps } from './app-deps.ts';
import type { Authenticate } from './authenticate.ts';
import { caseActionRoutes } from './case-actions.ts';
import { caseCallbackRoutes } from './case-callbacks.ts';
import { caseLinkRoutes } from './case-links.ts';
import { caseRoutes } from './cases.ts';
import { customerRoutes } from './customers.ts';
import type { EventStreams } from './event-stream.ts';
import { eventRoutes } from './events.ts';
import { fileRoutes } from './files.ts';
import { identityRoutes } from './identity.ts';
import { journalRoutes } from './journal.ts';
import type { Metrics } from './metrics.ts';
import { originalRoutes } from './originals.ts';
import { placeRoutes } from './places.ts';
import { queueRoutes } from './queues.ts';
import type { Route } from './route.ts';
import { setAsideMailRoutes } from './set-aside-mails.ts';

type Shared = {
  streams: EventStreams;
  authenticate: Authenticate;
  metrics: Metrics;
  takeMail: TakeMail | undefined;
};

/** Cases, the customers they are of, and what agents and auditors do with them. */
export function deskRoutes(deps: RouteDeps, { streams, authenticate, metrics, takeMail }: Shared): Route[] {
  const { config, stores, gateway, places, answerer, log, now } = deps;
  const telephony = configuredTelephony(config.channels)?.settings;
  const links = createFileLinks({ masterKey: config.masterKey.bytes, publicUrl: config.publicUrl });
  return [
    ...caseRoutes({
      ...{ stores, gateway, now },
      readPromises: createReadPromises({ stores, answerer, log, now }),
    }),
    ...caseLinkRoutes({ stores, gateway, now }),
    ...caseActionRoutes({ stores, places, gateway, channels: deps.channels, metrics, now }),
    ...caseCallbackRoutes({
      ...{ stores, now },
      callCustomer: createCallCustomer({ stores, now, ...(telephony && { telephony }) }),
    }),
    ...placeRoutes({ stores, places }),
    ...journalRoutes({ stores, step: deps.step, now }),
    ...fileRoutes({ stores, links, now }),
    ...originalRoutes({ stores }),
    ...setAsideMailRoutes({ stores, takeMail, now }),
    ...customerRoutes({ stores, gateway, now }),
    ...identityRoutes({ stores, flowId: config.flowId, now }),
    ...queueRoutes({ stores }),
    ...eventRoutes({ feed: stores.feed, streams, authenticate }),
  ];
}
