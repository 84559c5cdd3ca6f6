import { ProblemError } from '../services/problem.ts';

const minute = 60_000;
/** So that there is something to see, and its end: the first three quarters of every two hours. */
const disturbed = { forMs: 45 * minute, everyMs: 120 * minute };

/** `text` is said to colleagues as it stands. */
export type IncidentView = { known: boolean; id: string; text: string; affected: number };
export type TicketView = { number: string; state: 'open' | 'waiting' | 'solved'; text: string };

type Order = { category: string; urgency: string; summary: string; staff: string; device: string };

const answeredWithin: { [urgency: string]: string } = {
  blocked: 'within the hour',
  trouble: 'within one working day',
  low: 'within three working days',
};

/** Incidents and tickets of an IT service desk; tickets are numbered from `IT-300001`. */
export function createServiceDesk(now: () => Date) {
  const start = now().getTime();
  const affected = new Set<string>(['a first colleague', 'a second colleague']);
  const tickets = new Map<string, TicketView>([
    [
      'IT-204417',
      {
        number: 'IT-204417',
        state: 'open',
        text: 'Ticket IT-204417, "Second screen stays black", is open. A colleague of hardware looks at it today.',
      },
    ],
    [
      'IT-204398',
      {
        number: 'IT-204398',
        state: 'waiting',
        text: 'Ticket IT-204398, "Access to the archive", waits for the approval of your manager.',
      },
    ],
    [
      'IT-204201',
      {
        number: 'IT-204201',
        state: 'solved',
        text: 'Ticket IT-204201, "Printer on floor 2", is solved since last week.',
      },
    ],
  ]);
  let next = 300_001;

  const isDisturbed = () => (now().getTime() - start) % disturbed.everyMs < disturbed.forMs;

  function incident(service: string): IncidentView {
    if (service !== 'vpn' || !isDisturbed()) return { known: false, id: '', text: '', affected: 0 };
    return {
      known: true,
      id: 'vpn-gateway',
      text: 'We know of a disturbance: the VPN drops or does not connect. Colleagues of the network are working on it. In the office everything works as usual.',
      affected: affected.size,
    };
  }

  return {
    incident,
    /** Counted once for each. */
    follow(id: string, who: string) {
      if (id !== 'vpn-gateway') throw unknownIncident(id);
      affected.add(who);
      return { affected: affected.size };
    },
    order({ category, urgency, summary }: Order): TicketView {
      const within = Object.hasOwn(answeredWithin, urgency) ? answeredWithin[urgency] : undefined;
      if (within === undefined) throw wrongUrgency;
      if (summary.trim() === '') throw noSummary;
      const number = `IT-${next++}`;
      const short = summary.replaceAll(/\s+/g, ' ').slice(0, 60);
      const ticket: TicketView = {
        number,
        state: 'open',
        text: `Ticket ${number}, "${short}" (${category}), is open. You have an answer ${within}.`,
      };
      tickets.set(number, ticket);
      return ticket;
    },
    ticket(number: string): TicketView {
      const found = tickets.get(number.trim().toUpperCase());
      if (!found) throw unknownTicket(number);
      return found;
    },
  };
}

function unknownTicket(number: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'ticket.unknown',
    title: `There is no ticket ${number.slice(0, 20)}.`,
    fix: 'Ticket numbers start with IT and have six digits, for example IT-204417.',
    field: 'number',
  });
}

function unknownIncident(id: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'incident.unknown',
    title: `There is no incident ${id.slice(0, 40)}.`,
    fix: 'Take the id from GET /incidents?service=vpn.',
  });
}

const wrongUrgency = new ProblemError({
  status: 422,
  code: 'urgency.unknown',
  title: 'There is no such urgency.',
  fix: 'Use blocked, trouble or low.',
  field: 'urgency',
});

const noSummary = new ProblemError({
  status: 422,
  code: 'summary.missing',
  title: 'A ticket needs a summary.',
  fix: 'Say in a sentence what happens.',
  field: 'summary',
});
