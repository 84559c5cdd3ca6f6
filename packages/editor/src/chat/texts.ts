/** The chat's own words. Kept small: what the shop says comes from its flows, in its languages. */
export type Texts = {
  title: string;
  open: string;
  close: string;
  back: string;
  unread: (count: number) => string;
  conversation: string;
  placeholder: string;
  send: string;
  person: string;
  personMessage: string;
  withBot: string;
  withQueue: string;
  withAgent: (name: string) => string;
  closed: string;
  loading: string;
  failed: string;
  retry: string;
  remove: string;
  offline: string;
  empty: string;
  newBelow: string;
  sources: string;
  articleFailed: string;
  you: string;
  bot: string;
  agent: string;
  typing: (name: string) => string;
  tooLong: (over: number) => string;
  attach: string;
  attached: string;
  attachedOne: (name: string) => string;
  uploading: (name: string) => string;
  removeFile: (name: string) => string;
  download: (name: string) => string;
  filesComing: string;
  fileTooLarge: (most: string) => string;
  fileEmpty: string;
  fileType: string;
  tooManyFiles: (most: number) => string;
  uploadFailed: string;
  fileFailed: string;
  delivery: {
    sending: string;
    waiting: string;
    sent: string;
    delivered: string;
    seen: string;
    failed: string;
  };
};

const en: Texts = {
  title: 'Support',
  open: 'Open chat',
  close: 'Close chat',
  back: 'Back to the conversation',
  unread: (count) => (count === 1 ? '1 new message' : `${count} new messages`),
  conversation: 'Conversation',
  placeholder: 'Write a message',
  send: 'Send',
  person: 'Talk to a person',
  personMessage: 'I would like to talk to a person.',
  withBot: 'Answers at once, day and night',
  withQueue: 'A person will be with you soon',
  withAgent: (name) => `You are talking with ${name}`,
  closed: 'This conversation is closed. Write to open it again.',
  loading: 'Loading the conversation',
  failed: 'The chat cannot be reached. It tries again by itself.',
  retry: 'Try again',
  remove: 'Remove',
  offline: 'No connection. What you write is kept and sent as soon as it is back.',
  empty: 'Ask anything about your order, delivery or returns.',
  newBelow: 'New messages',
  sources: 'From our help pages',
  articleFailed: 'This page could not be loaded.',
  you: 'You',
  bot: 'Assistant',
  agent: 'Support',
  typing: (name) => `${name} is writing`,
  tooLong: (over) => `${over} characters too many`,
  attach: 'Attach files',
  attached: 'Attached files',
  attachedOne: (name) => `${name} is attached`,
  uploading: (name) => `Uploading ${name}`,
  removeFile: (name) => `Remove ${name}`,
  download: (name) => `Download ${name}`,
  filesComing: 'Your message goes when its files are uploaded.',
  fileTooLarge: (most) => `Larger than ${most}`,
  fileEmpty: 'This file is empty',
  fileType: 'Files of this type cannot be sent',
  tooManyFiles: (most) => `At most ${most} files at once`,
  uploadFailed: 'Could not be uploaded',
  fileFailed: 'Could not be loaded. Try again.',
  delivery: {
    sending: 'Sending',
    waiting: 'Waiting for the connection',
    sent: 'Sent',
    delivered: 'Delivered',
    seen: 'Read',
    failed: 'Not sent',
  },
};

const de: Texts = {
  title: 'Hilfe',
  open: 'Chat öffnen',
  close: 'Chat schließen',
  back: 'Zurück zum Gespräch',
  unread: (count) => (count === 1 ? '1 neue Nachricht' : `${count} neue Nachrichten`),
  conversation: 'Gespräch',
  placeholder: 'Nachricht schreiben',
  send: 'Senden',
  person: 'Mit einem Menschen sprechen',
  personMessage: 'Ich möchte mit einem Menschen sprechen.',
  withBot: 'Antwortet sofort, Tag und Nacht',
  withQueue: 'Gleich ist jemand für Sie da',
  withAgent: (name) => `Sie sprechen mit ${name}`,
  closed: 'Dieses Gespräch ist beendet. Schreiben Sie, um es wieder zu öffnen.',
  loading: 'Gespräch wird geladen',
  failed: 'Der Chat ist nicht erreichbar. Er versucht es von selbst wieder.',
  retry: 'Erneut versuchen',
  remove: 'Entfernen',
  offline: 'Keine Verbindung. Was Sie schreiben, wird gesendet, sobald sie wieder da ist.',
  empty: 'Fragen Sie uns zu Bestellung, Lieferung oder Rückgabe.',
  newBelow: 'Neue Nachrichten',
  sources: 'Aus unseren Hilfeseiten',
  articleFailed: 'Diese Seite konnte nicht geladen werden.',
  you: 'Sie',
  bot: 'Assistent',
  agent: 'Kundendienst',
  typing: (name) => `${name} schreibt`,
  tooLong: (over) => `${over} Zeichen zu viel`,
  attach: 'Dateien anhängen',
  attached: 'Angehängte Dateien',
  attachedOne: (name) => `${name} ist angehängt`,
  uploading: (name) => `${name} wird hochgeladen`,
  removeFile: (name) => `${name} entfernen`,
  download: (name) => `${name} herunterladen`,
  filesComing: 'Ihre Nachricht geht ab, sobald die Dateien hochgeladen sind.',
  fileTooLarge: (most) => `Größer als ${most}`,
  fileEmpty: 'Diese Datei ist leer',
  fileType: 'Dateien dieser Art können nicht gesendet werden',
  tooManyFiles: (most) => `Höchstens ${most} Dateien auf einmal`,
  uploadFailed: 'Konnte nicht hochgeladen werden',
  fileFailed: 'Konnte nicht geladen werden. Versuchen Sie es erneut.',
  delivery: {
    sending: 'Wird gesendet',
    waiting: 'Wartet auf Verbindung',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    seen: 'Gelesen',
    failed: 'Nicht gesendet',
  },
};

const fr: Texts = {
  title: 'Assistance',
  open: 'Ouvrir la discussion',
  close: 'Fermer la discussion',
  back: 'Retour à la conversation',
  unread: (count) => (count === 1 ? '1 nouveau message' : `${count} nouveaux messages`),
  conversation: 'Conversation',
  placeholder: 'Écrire un message',
  send: 'Envoyer',
  person: 'Parler à une personne',
  personMessage: 'Je voudrais parler à une personne.',
  withBot: 'Répond tout de suite, jour et nuit',
  withQueue: 'Une personne va vous répondre',
  withAgent: (name) => `Vous parlez avec ${name}`,
  closed: 'Cette conversation est close. Écrivez pour la rouvrir.',
  loading: 'Chargement de la conversation',
  failed: 'La discussion est injoignable. Nouvel essai automatique.',
  retry: 'Réessayer',
  remove: 'Retirer',
  offline: 'Pas de connexion. Vos messages partiront dès son retour.',
  empty: 'Posez une question sur votre commande, la livraison ou un retour.',
  newBelow: 'Nouveaux messages',
  sources: 'Dans nos pages d’aide',
  articleFailed: 'Cette page n’a pas pu être chargée.',
  you: 'Vous',
  bot: 'Assistant',
  agent: 'Service client',
  typing: (name) => `${name} écrit`,
  tooLong: (over) => `${over} caractères de trop`,
  attach: 'Joindre des fichiers',
  attached: 'Fichiers joints',
  attachedOne: (name) => `${name} est joint`,
  uploading: (name) => `Envoi de ${name}`,
  removeFile: (name) => `Retirer ${name}`,
  download: (name) => `Télécharger ${name}`,
  filesComing: 'Votre message partira dès que les fichiers seront envoyés.',
  fileTooLarge: (most) => `Plus de ${most}`,
  fileEmpty: 'Ce fichier est vide',
  fileType: 'Ce type de fichier ne peut pas être envoyé',
  tooManyFiles: (most) => `${most} fichiers au plus à la fois`,
  uploadFailed: 'N’a pas pu être envoyé',
  fileFailed: 'N’a pas pu être chargé. Réessayez.',
  delivery: {
    sending: 'Envoi en cours',
    waiting: 'En attente de connexion',
    sent: 'Envoyé',
    delivered: 'Remis',
    seen: 'Lu',
    failed: 'Non envoyé',
  },
};

const es: Texts = {
  title: 'Ayuda',
  open: 'Abrir el chat',
  close: 'Cerrar el chat',
  back: 'Volver a la conversación',
  unread: (count) => (count === 1 ? '1 mensaje nuevo' : `${count} mensajes nuevos`),
  conversation: 'Conversación',
  placeholder: 'Escribe un mensaje',
  send: 'Enviar',
  person: 'Hablar con una persona',
  personMessage: 'Quisiera hablar con una persona.',
  withBot: 'Responde al momento, día y noche',
  withQueue: 'En breve te atiende una persona',
  withAgent: (name) => `Hablas con ${name}`,
  closed: 'Esta conversación está cerrada. Escribe para abrirla de nuevo.',
  loading: 'Cargando la conversación',
  failed: 'No se puede acceder al chat. Se vuelve a intentar solo.',
  retry: 'Reintentar',
  remove: 'Quitar',
  offline: 'Sin conexión. Lo que escribas se enviará en cuanto vuelva.',
  empty: 'Pregunta sobre tu pedido, la entrega o una devolución.',
  newBelow: 'Mensajes nuevos',
  sources: 'De nuestras páginas de ayuda',
  articleFailed: 'No se pudo cargar esta página.',
  you: 'Tú',
  bot: 'Asistente',
  agent: 'Atención al cliente',
  typing: (name) => `${name} está escribiendo`,
  tooLong: (over) => `Sobran ${over} caracteres`,
  attach: 'Adjuntar archivos',
  attached: 'Archivos adjuntos',
  attachedOne: (name) => `${name} está adjunto`,
  uploading: (name) => `Subiendo ${name}`,
  removeFile: (name) => `Quitar ${name}`,
  download: (name) => `Descargar ${name}`,
  filesComing: 'Tu mensaje saldrá cuando se hayan subido los archivos.',
  fileTooLarge: (most) => `Más de ${most}`,
  fileEmpty: 'Este archivo está vacío',
  fileType: 'No se pueden enviar archivos de este tipo',
  tooManyFiles: (most) => `${most} archivos como máximo a la vez`,
  uploadFailed: 'No se pudo subir',
  fileFailed: 'No se pudo cargar. Inténtalo de nuevo.',
  delivery: {
    sending: 'Enviando',
    waiting: 'Esperando la conexión',
    sent: 'Enviado',
    delivered: 'Entregado',
    seen: 'Leído',
    failed: 'No enviado',
  },
};

const languages: { [language: string]: Texts } = { en, de, fr, es };

/** How dates are written: as the visitor is used to (en-GB, not en-US), if that is the same language. */
export function dateLocale(language: string, preferred: readonly string[]): string {
  return preferred.find((locale) => locale.toLowerCase().split('-')[0] === language) ?? language;
}

/** The words for a locale such as `de-AT`, and the language they are in. */
export function textsFor(locale: string): { language: string; texts: Texts } {
  const language = locale.toLowerCase().split('-')[0] ?? '';
  const texts = languages[language];
  return texts ? { language, texts } : { language: 'en', texts: en };
}
