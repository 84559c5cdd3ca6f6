import { drawn, h } from '../chat/dom.ts';
import type { PortalTexts } from './texts.ts';

const bubble = 'M21 12a8 8 0 0 1-8 8H4l1.7-3.4A8 8 0 1 1 21 12Z';
const plane = 'm21 3-9 18-2.5-7.5L2 11Zm0 0L9.5 13.5';
const device = 'M8 2.5h8a1 1 0 0 1 1 1v17a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1v-17a1 1 0 0 1 1-1ZM11 18.5h2';

const shapes: { [channel: string]: string } = {
  webchat: bubble,
  whatsapp: bubble,
  messenger: bubble,
  sms: device,
  'plivo-sms': device,
  telegram: plane,
  email: 'M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Zm-.5 1.5L12 13l8.5-6.5',
  voice:
    'M6.5 3h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.500 5.200 2 2 0 0 1 6.500 3Z',
  instagram:
    'M7 3h10a4 4 0 0 1 4 4v10a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4Zm5 5a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z',
  portal: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
};

/** One icon and one hue for each channel, as everywhere. */
export function channelMark(channel: string, texts: PortalTexts, { label }: { label: boolean }): HTMLElement {
  const name = texts.channels[channel] ?? channel;
  return h(
    'span',
    { class: 'channel', 'data-channel': channel, title: name },
    drawn(shapes[channel] ?? bubble),
    h('span', { class: label ? undefined : 'unseen' }, name),
  );
}
