/** What the web chat and its server say to each other, under `/channels/webchat`. Times are milliseconds since the epoch. */
export type ChatMessage = {
  id: string;
  /** Place in the conversation; grows by one per message, and is the id of its server-sent event. */
  seq: number;
  from: Speaker;
  author?: string;
  text: string;
  choices?: ChatChoice[];
  sources?: ChatSource[];
  attachments?: ChatFile[];
  choice?: string;
  at: number;
  delivery: string;
};

export type Speaker = 'customer' | 'bot' | 'agent';
export type ChatChoice = { id: string; label: string };
export type ChatSource = { articleId: string; version: number; title: string };

/** A file that the server keeps. */
export type ChatFile = { id: string; name: string; mediaType: string; bytes: number };

/** Who answers now. */
export type ChatStatus = { with: 'bot' | 'queue' | 'agent' | 'nobody'; agentName?: string };

export type ChatSession = {
  token: string;
  conversation: string;
  visitor: string;
  expiresAt: number;
  greeting?: string;
  languages?: string[];
};

export type ChatHistory = { messages: ChatMessage[]; status?: ChatStatus };

export type ChatArticle = { id: string; version: number; title: string; html: string };

/** What is posted. The id is made here, so that a message sent twice is known to be one. */
export type OutgoingMessage = {
  id: string;
  text: string;
  choice?: string;
  attachments?: ChatFile[];
  at: number;
};

/** Choice ids that every flow knows. */
export const askForPerson = 'person';
