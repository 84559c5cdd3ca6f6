import { readFileSync } from 'node:fs';
import { addDays } from '../services/date-words.ts';
import { ProblemError } from '../services/problem.ts';

const minutes = { first: 45, 'follow-up': 30, massage: 50 };
const names = { first: 'First visit', 'follow-up': 'Follow-up', massage: 'Sports massage' };
const times = ['09:00', '10:30', '13:00', '14:30', '16:00'];
const shownAtOnce = 3;
const plannedDays = 60;
const freeCancelHours = 24;
const hourMs = 3_600_000;

type Treatment = keyof typeof minutes;
type StoredBooking = {
  reference: string;
  phone: string;
  treatment: Treatment;
  inDays: number;
  time: string;
  cancelled?: boolean;
};
type Booking = { reference: string; phone: string; treatment: Treatment; slot: string; cancelled: boolean };

/** A free time; `id` is `YYYY-MM-DDTHH:MM` on the practice's clock. */
export type SlotView = { id: string; text: string };

/** `text` is said to patients as it stands; `remindAt` is null when it is too late to remind. */
export type BookingView = {
  reference: string;
  phone: string;
  treatment: Treatment;
  state: 'booked' | 'cancelled';
  text: string;
  when: string;
  remindAt: string | null;
};

/** The diary of a practice: bookings of `bookings.json`, their days counted from `start`, and free times around them. */
export function createDiary(now: () => Date) {
  const start = now().getTime();
  const stored = JSON.parse(
    readFileSync(new URL('bookings.json', import.meta.url), 'utf8'),
  ) as StoredBooking[];
  const bookings = new Map(stored.map((one) => [one.reference, bookingOf(one, start)]));
  let next = 52_001;

  const isTaken = (slot: string) =>
    [...bookings.values()].some((one) => !one.cancelled && one.slot === slot) || isBusy(slot);

  function free(from: string, treatment: Treatment): SlotView[] {
    const tomorrow = addDays(now().getTime(), 1);
    const wanted = Date.parse(`${from}T00:00:00Z`);
    const first = Number.isNaN(wanted) ? tomorrow : Math.max(tomorrow, wanted);
    const found: SlotView[] = [];
    for (
      let at = first;
      at < addDays(now().getTime(), plannedDays) && found.length < shownAtOnce;
      at = addDays(at, 1)
    ) {
      if (isWeekend(at)) continue;
      const slots = times.map((time) => `${dayOf(at)}T${time}`).filter((slot) => !isTaken(slot));
      found.push(...slots.map((id) => ({ id, text: whenIs(id) })));
    }
    return found
      .slice(0, shownAtOnce)
      .map((slot) => ({ ...slot, text: `${slot.text}, ${minutes[treatment]} min` }));
  }

  function lookUp(reference: string): Booking {
    const booking = bookings.get(reference.trim().toUpperCase());
    if (!booking) throw unknownBooking(reference);
    return booking;
  }

  function view({ reference, phone, treatment, slot, cancelled }: Booking): BookingView {
    const when = whenIs(slot);
    const remindAt = Date.parse(`${slot.slice(0, 10)}T16:00:00Z`) - 24 * hourMs;
    return {
      ...{ reference, phone, treatment, when },
      state: cancelled ? 'cancelled' : 'booked',
      text: `${names[treatment]} ${cancelled ? 'was cancelled; it was' : 'is booked for'} ${when}, with ${minutes[treatment]} minutes. The reference is ${reference}.`,
      remindAt: cancelled || remindAt <= now().getTime() ? null : new Date(remindAt).toISOString(),
    };
  }

  function keep(booking: Booking): BookingView {
    bookings.set(booking.reference, booking);
    return view(booking);
  }

  function checked(slot: string): string {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(slot)) throw wrongSlot;
    if (isTaken(slot)) throw slotTaken;
    return slot;
  }

  return {
    slots(from: string, treatment: string) {
      const slots = free(from, treatmentIn(treatment));
      return { count: slots.length, slots };
    },
    find: (reference: string) => view(lookUp(reference)),
    book({ slot, treatment, phone }: { slot: string; treatment: string; phone: string }) {
      const reference = `WF-${next++}`;
      return keep({
        reference,
        phone,
        treatment: treatmentIn(treatment),
        slot: checked(slot),
        cancelled: false,
      });
    },
    move(reference: string, slot: string) {
      const booking = open(lookUp(reference));
      return keep({ ...booking, slot: checked(slot) });
    },
    cancel(reference: string) {
      const booking = open(lookUp(reference));
      const hours = (Date.parse(`${booking.slot}:00Z`) - now().getTime()) / hourMs;
      return { ...keep({ ...booking, cancelled: true }), late: hours < freeCancelHours };
    },
  };
}

function bookingOf({ inDays, time, cancelled = false, ...booking }: StoredBooking, start: number): Booking {
  const wanted = addDays(start, inDays);
  const at = inDays > 0 && isWeekend(wanted) ? addDays(wanted, 2) : wanted;
  return { ...booking, slot: `${dayOf(at)}T${time}`, cancelled };
}

function open(booking: Booking): Booking {
  if (booking.cancelled) throw alreadyCancelled;
  return booking;
}

function treatmentIn(text: string): Treatment {
  if (Object.hasOwn(minutes, text)) return text as Treatment;
  throw wrongTreatment;
}

/** Other patients: about a third of all times, always the same. */
function isBusy(slot: string): boolean {
  const [day = '', time = ''] = slot.split('T');
  return (Math.floor(Date.parse(day) / 86_400_000) + times.indexOf(time)) % 3 === 0;
}

function isWeekend(at: number): boolean {
  return [0, 6].includes(new Date(at).getUTCDay());
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Such as "Tuesday 24 November at 10:30". */
function whenIs(slot: string): string {
  const [day = '', time = ''] = slot.split('T');
  const words = new Date(day).toLocaleDateString('en-GB', {
    ...{ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' },
  });
  return `${words.replace(',', '')} at ${time}`;
}

function unknownBooking(reference: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'booking.unknown',
    title: `There is no booking ${reference.slice(0, 20)}.`,
    fix: 'References start with WF and have five digits, for example WF-41207.',
    field: 'reference',
  });
}

const slotTaken = new ProblemError({
  status: 409,
  code: 'slot.taken',
  title: 'That time has just been taken.',
  fix: 'Ask for free times again.',
});

const alreadyCancelled = new ProblemError({
  status: 409,
  code: 'booking.cancelled',
  title: 'This booking was cancelled before.',
  fix: 'Book a new one.',
});

const wrongSlot = new ProblemError({
  status: 422,
  code: 'slot.invalid',
  title: 'That is no time of the diary.',
  fix: 'Send the id of a slot, such as 2026-11-24T10:30.',
  field: 'slot',
});

const wrongTreatment = new ProblemError({
  status: 422,
  code: 'treatment.unknown',
  title: 'There is no such treatment.',
  fix: 'Use first, follow-up or massage.',
  field: 'treatment',
});
