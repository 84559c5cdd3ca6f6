/** `agent` asked for it; without one, the flow did. */
export type Callback = {
  id: string;
  by: 'bot' | 'agent';
  agent?: { id: string; name: string };
  state: 'waiting' | 'placing' | 'ringing' | 'talking' | 'done' | 'missed' | 'cancelled';
  reason?: string;
  tried: number;
  dueAt?: number;
  until?: number;
  requestedAt: number;
  changedAt: number;
};

/** What an agent asks for. Without `number` it is the proven one; `own`: the agent's telephone. */
export type CallbackRequest = {
  action: string;
  by: 'bot' | 'agent';
  number?: string;
  own?: string;
  from?: number;
  until?: number;
};
