/** What a channel can do. What it cannot do, the core, the channel's own form of a message and the channel check work around. */
export type ChannelCapabilities = {
  /** Longest text in one message, in characters; longer ones are split. */
  maxTextLength: number;
  /** How offered choices reach the customer. */
  choices: 'buttons' | 'numbers' | 'spoken';
  /** Most choices that one message may carry as buttons; more are offered by numbers. */
  maxChoices: number;
  /** Longest label of a button, in characters; a longer one is offered by numbers. */
  maxLabelLength: number;
  sources: 'links' | 'text' | 'none';
  typing: boolean;
  /** The furthest state of delivery that the channel reports. */
  receipts: 'none' | 'delivered' | 'seen';
  /** Customers can send files. */
  attachments: boolean;
  /** Files of ours go with a message; elsewhere the customer gets links to them. */
  sendsFiles?: boolean;
  /** False where a message may only answer one (no first word by us). */
  canOpen: boolean;
  /** How long after the customer's last message anything may be said freely; later only approved templates. */
  windowMs?: number;
  /** A message is seen only by who is there at the moment: a page that is open, a call. */
  live?: boolean;
  /** Text is sent, and paid for, in segments of an SMS. */
  segments?: boolean;
  /** Text is heard, not read. */
  spoken: boolean;
};
