/** The portal's own words; those of writing a message are the chat's. */
export type PortalTexts = {
  title: string;
  signIn: string;
  signInHelp: string;
  to: string;
  sendCode: string;
  codeSent: (to: string) => string;
  code: string;
  checkCode: string;
  anotherCode: string;
  otherAddress: string;
  wrongAddress: string;
  noChannel: string;
  wrongCode: string;
  codeOver: string;
  /** `wait`: such as `5 minutes`. */
  tooManyCodes: (wait: string) => string;
  unreachable: string;
  retry: string;
  ended: string;
  cases: string;
  newCase: string;
  newCaseHelp: string;
  noCases: string;
  choose: string;
  untitled: string;
  back: string;
  close: string;
  closed: string;
  notClosed: string;
  notSent: string;
  gone: string;
  account: string;
  signedInBy: (identifier: string) => string;
  exportAll: string;
  signOut: string;
  loading: string;
  status: { bot: string; queue: string; agent: (name: string) => string; nobody: string };
  channels: { [channel: string]: string };
};

const channels = {
  sms: 'SMS',
  'plivo-sms': 'SMS',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
  instagram: 'Instagram',
  telegram: 'Telegram',
};

const en: PortalTexts = {
  title: 'Your support',
  signIn: 'Sign in',
  signInHelp:
    'Type the e-mail address or telephone number we know you by. We send a code there; there is no password.',
  to: 'E-mail address or telephone number',
  sendCode: 'Send code',
  codeSent: (to) => `If we know ${to}, a code is on its way. It is valid for 10 minutes.`,
  code: 'Code of six digits',
  checkCode: 'Sign in',
  anotherCode: 'Send another code',
  otherAddress: 'Use something else',
  wrongAddress:
    'Type an e-mail address, or a telephone number with its country code, such as +44 7700 900123.',
  noChannel: 'We cannot send a code there. Try the other: e-mail address or telephone number.',
  wrongCode: 'That is not the code. Look at the newest message and try again.',
  codeOver: 'This code does not hold any more. Ask for another one.',
  tooManyCodes: (wait) => `Enough codes for now. You can ask for another in ${wait}.`,
  unreachable: 'We cannot be reached at the moment. Check your connection, and try again.',
  retry: 'Try again',
  ended: 'You were signed out. Sign in again to go on.',
  cases: 'Your cases',
  newCase: 'New case',
  newCaseHelp: 'Write what it is about. You can attach photos and documents.',
  noCases: 'You have no cases yet.',
  choose: 'Choose a case to read it, or begin a new one.',
  untitled: 'New case',
  back: 'Back to your cases',
  close: 'Close case',
  closed: 'This case is closed. Write to open it again.',
  notClosed: 'The case could not be closed. Try again.',
  notSent: 'Your message could not be sent. It is still in the field.',
  gone: 'There is no such case of yours.',
  account: 'Your account',
  signedInBy: (identifier) => `Signed in as ${identifier}`,
  exportAll: 'Download my data',
  signOut: 'Sign out',
  loading: 'Loading',
  status: {
    bot: 'Open',
    queue: 'Waiting for a person',
    agent: (name) => `With ${name}`,
    nobody: 'Closed',
  },
  channels: { ...channels, webchat: 'Web chat', email: 'E-mail', voice: 'Phone', portal: 'Here' },
};

const de: PortalTexts = {
  title: 'Ihr Kundendienst',
  signIn: 'Anmelden',
  signInHelp:
    'Geben Sie die E-Mail-Adresse oder Telefonnummer ein, unter der wir Sie kennen. Wir schicken einen Code dorthin; ein Passwort gibt es nicht.',
  to: 'E-Mail-Adresse oder Telefonnummer',
  sendCode: 'Code senden',
  codeSent: (to) => `Wenn wir ${to} kennen, ist ein Code unterwegs. Er gilt 10 Minuten.`,
  code: 'Code aus sechs Ziffern',
  checkCode: 'Anmelden',
  anotherCode: 'Neuen Code senden',
  otherAddress: 'Etwas anderes verwenden',
  wrongAddress:
    'Geben Sie eine E-Mail-Adresse ein oder eine Telefonnummer mit Landesvorwahl, etwa +49 30 123456.',
  noChannel:
    'Dorthin können wir keinen Code senden. Versuchen Sie es mit dem anderen: E-Mail-Adresse oder Telefonnummer.',
  wrongCode: 'Das ist nicht der Code. Sehen Sie in der neuesten Nachricht nach.',
  codeOver: 'Dieser Code gilt nicht mehr. Fordern Sie einen neuen an.',
  tooManyCodes: (wait) => `Genug Codes für jetzt. In ${wait} können Sie den nächsten anfordern.`,
  unreachable: 'Wir sind gerade nicht erreichbar. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  retry: 'Erneut versuchen',
  ended: 'Sie wurden abgemeldet. Melden Sie sich wieder an.',
  cases: 'Ihre Anliegen',
  newCase: 'Neues Anliegen',
  newCaseHelp: 'Schreiben Sie, worum es geht. Sie können Fotos und Dokumente anhängen.',
  noCases: 'Sie haben noch keine Anliegen.',
  choose: 'Wählen Sie ein Anliegen, oder beginnen Sie ein neues.',
  untitled: 'Neues Anliegen',
  back: 'Zurück zu Ihren Anliegen',
  close: 'Anliegen schließen',
  closed: 'Dieses Anliegen ist geschlossen. Schreiben Sie, um es wieder zu öffnen.',
  notClosed: 'Das Anliegen konnte nicht geschlossen werden. Versuchen Sie es erneut.',
  notSent: 'Ihre Nachricht konnte nicht gesendet werden. Sie steht noch im Feld.',
  gone: 'Ein solches Anliegen haben Sie nicht.',
  account: 'Ihr Konto',
  signedInBy: (identifier) => `Angemeldet als ${identifier}`,
  exportAll: 'Meine Daten herunterladen',
  signOut: 'Abmelden',
  loading: 'Wird geladen',
  status: {
    bot: 'Offen',
    queue: 'Wartet auf einen Menschen',
    agent: (name) => `Bei ${name}`,
    nobody: 'Geschlossen',
  },
  channels: { ...channels, webchat: 'Chat', email: 'E-Mail', voice: 'Telefon', portal: 'Hier' },
};

const fr: PortalTexts = {
  title: 'Votre assistance',
  signIn: 'Se connecter',
  signInHelp:
    'Saisissez l’adresse e-mail ou le numéro de téléphone que nous connaissons. Nous y envoyons un code ; il n’y a pas de mot de passe.',
  to: 'Adresse e-mail ou numéro de téléphone',
  sendCode: 'Envoyer le code',
  codeSent: (to) => `Si nous connaissons ${to}, un code est en route. Il est valable 10 minutes.`,
  code: 'Code à six chiffres',
  checkCode: 'Se connecter',
  anotherCode: 'Envoyer un autre code',
  otherAddress: 'Utiliser autre chose',
  wrongAddress:
    'Saisissez une adresse e-mail, ou un numéro de téléphone avec son indicatif, comme +33 1 23 45 67 89.',
  noChannel:
    'Nous ne pouvons pas y envoyer de code. Essayez l’autre : adresse e-mail ou numéro de téléphone.',
  wrongCode: 'Ce n’est pas le code. Regardez le message le plus récent.',
  codeOver: 'Ce code n’est plus valable. Demandez-en un autre.',
  tooManyCodes: (wait) => `Assez de codes pour l’instant. Vous pourrez en demander un autre dans ${wait}.`,
  unreachable: 'Nous sommes injoignables pour le moment. Vérifiez votre connexion et réessayez.',
  retry: 'Réessayer',
  ended: 'Vous avez été déconnecté. Connectez-vous pour continuer.',
  cases: 'Vos demandes',
  newCase: 'Nouvelle demande',
  newCaseHelp: 'Écrivez de quoi il s’agit. Vous pouvez joindre des photos et des documents.',
  noCases: 'Vous n’avez pas encore de demande.',
  choose: 'Choisissez une demande, ou commencez-en une nouvelle.',
  untitled: 'Nouvelle demande',
  back: 'Retour à vos demandes',
  close: 'Clore la demande',
  closed: 'Cette demande est close. Écrivez pour la rouvrir.',
  notClosed: 'La demande n’a pas pu être close. Réessayez.',
  notSent: 'Votre message n’a pas pu être envoyé. Il est resté dans le champ.',
  gone: 'Vous n’avez pas cette demande.',
  account: 'Votre compte',
  signedInBy: (identifier) => `Connecté : ${identifier}`,
  exportAll: 'Télécharger mes données',
  signOut: 'Se déconnecter',
  loading: 'Chargement',
  status: {
    bot: 'Ouverte',
    queue: 'En attente d’une personne',
    agent: (name) => `Avec ${name}`,
    nobody: 'Close',
  },
  channels: { ...channels, webchat: 'Chat', email: 'E-mail', voice: 'Téléphone', portal: 'Ici' },
};

const es: PortalTexts = {
  title: 'Tu atención al cliente',
  signIn: 'Entrar',
  signInHelp:
    'Escribe el correo o el teléfono con el que te conocemos. Te enviamos un código; no hay contraseña.',
  to: 'Correo electrónico o teléfono',
  sendCode: 'Enviar código',
  codeSent: (to) => `Si conocemos ${to}, hay un código en camino. Vale durante 10 minutos.`,
  code: 'Código de seis cifras',
  checkCode: 'Entrar',
  anotherCode: 'Enviar otro código',
  otherAddress: 'Usar otra cosa',
  wrongAddress: 'Escribe un correo, o un teléfono con el prefijo del país, como +34 612 345 678.',
  noChannel: 'Ahí no podemos enviar un código. Prueba con lo otro: correo o teléfono.',
  wrongCode: 'Ese no es el código. Mira el mensaje más reciente.',
  codeOver: 'Este código ya no vale. Pide otro.',
  tooManyCodes: (wait) => `Ya son bastantes códigos. Podrás pedir otro dentro de ${wait}.`,
  unreachable: 'Ahora no se nos puede localizar. Comprueba tu conexión e inténtalo de nuevo.',
  retry: 'Reintentar',
  ended: 'Se cerró tu sesión. Entra de nuevo para seguir.',
  cases: 'Tus casos',
  newCase: 'Caso nuevo',
  newCaseHelp: 'Escribe de qué se trata. Puedes adjuntar fotos y documentos.',
  noCases: 'Aún no tienes casos.',
  choose: 'Elige un caso para leerlo, o empieza uno nuevo.',
  untitled: 'Caso nuevo',
  back: 'Volver a tus casos',
  close: 'Cerrar caso',
  closed: 'Este caso está cerrado. Escribe para abrirlo de nuevo.',
  notClosed: 'No se pudo cerrar el caso. Inténtalo de nuevo.',
  notSent: 'No se pudo enviar tu mensaje. Sigue en el campo.',
  gone: 'No tienes ningún caso así.',
  account: 'Tu cuenta',
  signedInBy: (identifier) => `Has entrado como ${identifier}`,
  exportAll: 'Descargar mis datos',
  signOut: 'Salir',
  loading: 'Cargando',
  status: {
    bot: 'Abierto',
    queue: 'Esperando a una persona',
    agent: (name) => `Con ${name}`,
    nobody: 'Cerrado',
  },
  channels: { ...channels, webchat: 'Chat', email: 'Correo', voice: 'Teléfono', portal: 'Aquí' },
};

/** By the same codes as the chat's. */
export const portalTexts: { [language: string]: PortalTexts } = { en, de, fr, es };
