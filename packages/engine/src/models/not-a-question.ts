/** Why a piece of a message gets no answer from articles, whatever they hold; undefined for what may be a question. */
export function notAQuestion(text: string): 'small talk' | 'instructions' | undefined {
  const plain = text.normalize('NFKC').toLowerCase().replace(/[’‘]/g, "'").replace(/\s+/g, ' ').trim();
  if (instructions.some((pattern) => pattern.test(plain))) return 'instructions';
  const bare = plain
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return bare === '' || isSmallTalk(bare) ? 'small talk' : undefined;
}

/** The message without the sentences that try to give instructions, so that a question beside them is still answered. */
export function withoutInstructions(text: string): string {
  const sentences = text.split(/(?<=[.!?:;\])"”])\s+|\n+/);
  const clean = sentences.filter((sentence) => notAQuestion(sentence) !== 'instructions');
  return clean.join(' ').trim();
}

const verbs = '(?:ignore|disregard|forget|override|bypass|skip|drop)';
const rules =
  '(?:instructions?|prompts?|rules?|guidelines?|polic(?:y|ies)|guardrails?|restrictions?|context|directives?|training)';
const instructions = [
  new RegExp(`\\b${verbs}\\b.{0,40}\\b${rules}\\b`),
  new RegExp(`\\b(?:system|hidden|initial|secret|internal)\\s*${rules}\\b`),
  /^\W*(?:system|assistant|developer|admin|root)\s*(?::|override\b|message\b|mode\b)/,
  /\byou are now\b|\bfrom now on\b|\b(?:developer|debug|god|dan|jailbreak|admin|maintenance) mode\b|\bpretend (?:to be|you)\b|\bact as (?:a|an|if)\b|\brole-?play\b/,
  /\b(?:say|print|repeat|write|output|echo|reply|respond|answer|type|tell me|confirm)\b.{0,25}\b(?:the (?:word|words|phrase|sentence|text|code|following|string)|only with|exactly|nothing but|word for word|verbatim|back to me)\b/,
  /\b(?:say|print|repeat|output|echo|reply with|respond with|answer with)\s*:?\s*["“'].+/,
  /\b(?:reveal|show|print|leak|give me|what is|what's|repeat)\b.{0,30}\b(?:your (?:prompt|instructions|rules|system|configuration|api key|training)|system prompt)\b/,
  /<\|?(?:im_start|im_end|system|endoftext|\/?inst)|\[\/?inst\]|###\s*(?:system|instruction)|\{\{.*\}\}/,
  /\b(?:mark|set|flag|approve|grant|issue|apply|authori[sz]e|refund)\b.{0,40}\b(?:as (?:refunded|paid|approved|delivered|free)|override|without (?:checking|verification))\b/,
];

const greeting =
  '(?:hi|hello|hey|hiya|yo|greetings|good (?:morning|afternoon|evening|day|night)|morning|evening|howdy|sup|g day)';
const thanks =
  "(?:thanks?(?: you)?|thx|ty|cheers|ta|much appreciated|appreciate (?:it|that|you)|you're (?:the best|great|a star)|perfect|great|awesome|brilliant|lovely|wonderful|nice|cool|amazing|superb|excellent|sweet|fab|love (?:it|this|that|you)|good job|well done|made my day)";
const bye =
  "(?:bye|goodbye|good bye|cya|see (?:you|ya)|later|take care|have a (?:nice|good|great|lovely) (?:day|one|weekend|evening|night|time)|ttyl|until next time|that's (?:all|it)|that is all|nothing else|all good|no worries|never ?mind|nvm)";
const noise =
  '(?:ok|okay|k|yes|yep|yeah|no|nope|sure|right|alright|fine|got it|i see|understood|haha|hahaha|lol|hmm+|um|uh|wow|oh|ah|test|testing|so much|very much|a lot|so|very|really|again|there|everyone|team|all|mate|guys|folks|please|you|it|me|for|your|the|help|and|then|now|today|just|bot|everybody|with|that|this|was|were|are|is|been|be|to|have|a|of|my|friend|buddy|dear|sir|madam|love|for now)';
const aside =
  "(?:how are you(?: doing)?|how's it going|how is it going|how do you do|what's up|whats up|nice to meet you|(?:is )?any(?:one|body) (?:there|here|home|around)|are you (?:there|a |an |real|human|ok|okay)(?:robot|bot|human|real person|person|machine|ai|real)?|(?:who|what) are you|what's your name|what is your name|do you (?:have feelings|like me|sleep|love me)|tell me a joke|or a? ?(?:real )?(?:person|human|robot|bot|machine))";
const smallTalk = new RegExp(
  `^(?:${[aside, greeting, thanks, bye, noise].join('|')})(?:\\s+(?:${[aside, greeting, thanks, bye, noise].join('|')}))*$`,
);

function isSmallTalk(bare: string): boolean {
  return smallTalk.test(bare);
}
