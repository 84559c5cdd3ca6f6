import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { openingHoursFields } from '../opening-hours-fields.ts';

export const businessHours = defineNode({
  type: 'business-hours',
  kind: 'decide',
  title: 'Business hours',
  help: 'Goes one way while the shop is open and another while it is closed.',
  group: 'decide',
  icon: 'clock',
  config: z.object(openingHoursFields),
  ports: [
    { id: 'open', title: 'Open', required: true },
    { id: 'closed', title: 'Closed', required: true },
  ],
  outputs: {
    open: { type: 'boolean', help: 'Whether it is open now.' },
    opensAt: {
      type: 'number',
      help: 'When it opens next, in milliseconds like `now`; `now` itself while open, 0 when it never opens.',
    },
    opensOn: {
      type: 'text',
      help: 'Date of the next opening on the shop’s wall, such as 2026-11-23; empty if none.',
    },
    opensTime: {
      type: 'text',
      help: 'Time of the next opening on the shop’s wall, such as 09:00; empty if none.',
    },
  },
});
