/** What a call needs to say by itself; the rest is the flow's. */
export type CallPhrases = {
  greeting: string;
  /** To a caller whose case is open. */
  welcomeBack: string;
  silent: string;
  notUnderstood: string;
  moment: string;
  stillLooking: string;
  /** While a person is to answer. */
  holding: string;
  connecting: string;
  nobodyFree: string;
  tooLong: string;
  failed: string;
  goodbye: string;
  goodbyeUnheard: string;
  choice: (digit: number, label: string) => string;
  onlyLink: string;
  offerLink: string;
  /** Where yes would answer something else. */
  offerLinkByKey: string;
  linkComes: string;
  linkText: string;
  whisper: string;
  issue: string;
  facts: string;
  question: string;
  pressKey: string;
  pressThisKey: (key: string) => string;
  /** When somebody takes a call that we placed. */
  callback: (shop: string | undefined) => string;
  /** The same, where an agent wanted them called. */
  calling: (shop: string | undefined) => string;
  /** To an agent, before a customer is called. */
  callingCustomer: string;
  customerAway: string;
  yes: string[];
  numbers: string[];
};

/** For a language or its base; English for those we have no words in. */
export function phrasesFor(language: string): CallPhrases {
  return phrases[language.split('-')[0]?.toLowerCase() ?? 'en'] ?? english;
}

const english: CallPhrases = {
  greeting: 'Hello. How can I help you?',
  welcomeBack: 'Welcome back. Let us go on where we were. What can I do for you?',
  silent: 'I did not hear anything. Please say it again.',
  notUnderstood: 'I am sorry, I did not understand that. Please say it again.',
  moment: 'One moment, please.',
  stillLooking: 'I am still looking. Thank you for waiting.',
  holding: 'A colleague will be with you. Please stay on the line.',
  connecting: 'I am connecting you with a colleague.',
  nobodyFree: 'Nobody is free right now. A colleague has your case, and will come back to you. Goodbye.',
  tooLong: 'This takes longer than it should. A colleague will come back to you. Goodbye.',
  failed: 'I am sorry, something went wrong on our side. Please call again in a few minutes. Goodbye.',
  goodbye: 'Thank you for your call. Goodbye.',
  goodbyeUnheard: 'I am sorry, I cannot hear you. Please call again, or write to us. Goodbye.',
  choice: (digit, label) => `Press or say ${digit} for ${label}.`,
  onlyLink: 'The answer is on a web page.',
  offerLink: 'Shall I send you the link by text message? Say yes, or press star.',
  offerLinkByKey: 'To get the link by text message, press star.',
  linkComes: 'I am sending it to you now. What else can I do for you?',
  linkText: 'The link from our call:',
  whisper: 'A call from a customer.',
  issue: 'It is about:',
  facts: 'What we know:',
  question: 'Open question:',
  pressKey: 'Press any key to take the call.',
  pressThisKey: (key) => `Press ${key} to take the call.`,
  callback: (shop) => `Hello${shop === undefined ? '' : `, this is ${shop}`}. You asked us to call you.`,
  calling: (shop) => `Hello${shop === undefined ? '' : `, this is ${shop}`}. We are calling you back.`,
  callingCustomer: 'I am calling the customer.',
  customerAway: 'The customer does not answer. Goodbye.',
  yes: ['yes', 'yes please', 'yeah', 'sure', 'please do', 'ok', 'okay'],
  numbers: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
};

const phrases: { [language: string]: CallPhrases } = {
  en: english,
  de: {
    greeting: 'Guten Tag. Wie kann ich Ihnen helfen?',
    welcomeBack:
      'Schön, dass Sie wieder anrufen. Machen wir dort weiter, wo wir waren. Was kann ich für Sie tun?',
    silent: 'Ich habe nichts gehört. Bitte sagen Sie es noch einmal.',
    notUnderstood: 'Das habe ich leider nicht verstanden. Bitte sagen Sie es noch einmal.',
    moment: 'Einen Moment, bitte.',
    stillLooking: 'Ich suche noch. Danke, dass Sie warten.',
    holding: 'Gleich ist jemand für Sie da. Bitte bleiben Sie am Apparat.',
    connecting: 'Ich verbinde Sie mit einer Kollegin oder einem Kollegen.',
    nobodyFree: 'Gerade ist niemand frei. Ihr Anliegen liegt bei uns, und wir melden uns. Auf Wiederhören.',
    tooLong: 'Das dauert länger, als es soll. Wir melden uns bei Ihnen. Auf Wiederhören.',
    failed:
      'Es tut mir leid, bei uns ist etwas schiefgegangen. Bitte rufen Sie in ein paar Minuten noch einmal an. Auf Wiederhören.',
    goodbye: 'Vielen Dank für Ihren Anruf. Auf Wiederhören.',
    goodbyeUnheard:
      'Ich kann Sie leider nicht hören. Bitte rufen Sie noch einmal an, oder schreiben Sie uns. Auf Wiederhören.',
    choice: (digit, label) => `Drücken oder sagen Sie ${digit} für ${label}.`,
    onlyLink: 'Die Antwort steht auf einer Webseite.',
    offerLink:
      'Soll ich Ihnen den Link als Textnachricht schicken? Sagen Sie Ja, oder drücken Sie die Sterntaste.',
    offerLinkByKey: 'Für den Link als Textnachricht drücken Sie die Sterntaste.',
    linkComes: 'Ich schicke ihn Ihnen jetzt. Was kann ich noch für Sie tun?',
    linkText: 'Der Link aus unserem Gespräch:',
    whisper: 'Ein Anruf von einem Kunden.',
    issue: 'Es geht um:',
    facts: 'Was wir wissen:',
    question: 'Offene Frage:',
    pressKey: 'Drücken Sie eine Taste, um den Anruf anzunehmen.',
    pressThisKey: (key) => `Drücken Sie die ${key}, um den Anruf anzunehmen.`,
    callback: (shop) =>
      `Guten Tag${shop === undefined ? '' : `, hier ist ${shop}`}. Sie haben um einen Rückruf gebeten.`,
    calling: (shop) => `Guten Tag${shop === undefined ? '' : `, hier ist ${shop}`}. Wir rufen Sie zurück.`,
    callingCustomer: 'Ich rufe die Kundin oder den Kunden an.',
    customerAway: 'Es nimmt niemand ab. Auf Wiederhören.',
    yes: ['ja', 'ja bitte', 'ja gerne', 'gerne', 'bitte', 'ok', 'okay'],
    numbers: ['eins', 'zwei', 'drei', 'vier', 'fünf', 'sechs', 'sieben', 'acht', 'neun', 'zehn'],
  },
  fr: {
    greeting: 'Bonjour. Comment puis-je vous aider ?',
    welcomeBack: 'Heureux de vous retrouver. Reprenons où nous en étions. Que puis-je faire pour vous ?',
    silent: 'Je n’ai rien entendu. Répétez, s’il vous plaît.',
    notUnderstood: 'Je suis désolé, je n’ai pas compris. Répétez, s’il vous plaît.',
    moment: 'Un instant, s’il vous plaît.',
    stillLooking: 'Je cherche encore. Merci de patienter.',
    holding: 'Un collègue va vous répondre. Restez en ligne, s’il vous plaît.',
    connecting: 'Je vous passe un collègue.',
    nobodyFree:
      'Personne n’est libre en ce moment. Un collègue a votre dossier et reviendra vers vous. Au revoir.',
    tooLong: 'Cela prend plus de temps que prévu. Un collègue reviendra vers vous. Au revoir.',
    failed: 'Je suis désolé, nous avons un problème. Rappelez dans quelques minutes. Au revoir.',
    goodbye: 'Merci de votre appel. Au revoir.',
    goodbyeUnheard: 'Je suis désolé, je ne vous entends pas. Rappelez-nous, ou écrivez-nous. Au revoir.',
    choice: (digit, label) => `Tapez ou dites ${digit} pour ${label}.`,
    onlyLink: 'La réponse se trouve sur une page web.',
    offerLink: 'Voulez-vous recevoir le lien par SMS ? Dites oui, ou tapez étoile.',
    offerLinkByKey: 'Pour recevoir le lien par SMS, tapez étoile.',
    linkComes: 'Je vous l’envoie. Que puis-je faire d’autre pour vous ?',
    linkText: 'Le lien de notre appel :',
    whisper: 'Un appel d’un client.',
    issue: 'Il s’agit de :',
    facts: 'Ce que nous savons :',
    question: 'Question ouverte :',
    pressKey: 'Tapez une touche pour prendre l’appel.',
    pressThisKey: (key) => `Tapez ${key} pour prendre l’appel.`,
    callback: (shop) =>
      `Bonjour${shop === undefined ? '' : `, ici ${shop}`}. Vous avez demandé à être rappelé.`,
    calling: (shop) => `Bonjour${shop === undefined ? '' : `, ici ${shop}`}. Nous vous rappelons.`,
    callingCustomer: 'J’appelle le client.',
    customerAway: 'Le client ne répond pas. Au revoir.',
    yes: ['oui', 'oui merci', 'oui s’il vous plaît', 'd’accord', 'volontiers', 'ok'],
    numbers: ['un', 'deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit', 'neuf', 'dix'],
  },
  es: {
    greeting: 'Hola. ¿En qué puedo ayudarle?',
    welcomeBack: 'Nos alegra oírle de nuevo. Sigamos donde estábamos. ¿Qué puedo hacer por usted?',
    silent: 'No he oído nada. Repítalo, por favor.',
    notUnderstood: 'Lo siento, no lo he entendido. Repítalo, por favor.',
    moment: 'Un momento, por favor.',
    stillLooking: 'Sigo buscando. Gracias por esperar.',
    holding: 'Un compañero le atenderá. No cuelgue, por favor.',
    connecting: 'Le paso con un compañero.',
    nobodyFree: 'Ahora no hay nadie libre. Un compañero tiene su caso y se pondrá en contacto. Adiós.',
    tooLong: 'Esto tarda más de lo debido. Un compañero se pondrá en contacto con usted. Adiós.',
    failed: 'Lo siento, algo ha fallado por nuestra parte. Vuelva a llamar en unos minutos. Adiós.',
    goodbye: 'Gracias por su llamada. Adiós.',
    goodbyeUnheard: 'Lo siento, no puedo oírle. Vuelva a llamar o escríbanos. Adiós.',
    choice: (digit, label) => `Pulse o diga ${digit} para ${label}.`,
    onlyLink: 'La respuesta está en una página web.',
    offerLink: '¿Le envío el enlace por mensaje de texto? Diga sí, o pulse asterisco.',
    offerLinkByKey: 'Para recibir el enlace por mensaje de texto, pulse asterisco.',
    linkComes: 'Se lo envío ahora. ¿Qué más puedo hacer por usted?',
    linkText: 'El enlace de nuestra llamada:',
    whisper: 'Una llamada de un cliente.',
    issue: 'Se trata de:',
    facts: 'Lo que sabemos:',
    question: 'Pregunta abierta:',
    pressKey: 'Pulse una tecla para aceptar la llamada.',
    pressThisKey: (key) => `Pulse ${key} para aceptar la llamada.`,
    callback: (shop) =>
      `Hola${shop === undefined ? '' : `, le llamamos de ${shop}`}. Nos pidió que le llamáramos.`,
    calling: (shop) =>
      `Hola${shop === undefined ? '' : `, le llamamos de ${shop}`}. Le devolvemos la llamada.`,
    callingCustomer: 'Llamo al cliente.',
    customerAway: 'El cliente no contesta. Adiós.',
    yes: ['sí', 'si', 'sí por favor', 'vale', 'de acuerdo', 'claro', 'ok'],
    numbers: ['uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'],
  },
};
