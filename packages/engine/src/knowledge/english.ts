import nspell from 'nspell';
import dictionary from 'dictionary-en';

let loaded: ReturnType<typeof nspell> | undefined;

/** Whether English has the word, with all its endings; chat forms count. About 150 ms and 40 MB on first use. */
export function isEnglish(word: string): boolean {
  if (chatForms.has(word)) return true;
  loaded ??= nspell(dictionary);
  return loaded.correct(word) || loaded.correct(word.charAt(0).toUpperCase() + word.slice(1));
}

const chatForms = new Set(
  `dont cant wont doesnt didnt isnt arent wasnt werent havent hasnt couldnt wouldnt shouldnt ive youve theyve im youre theyre
  ill youll thats whats wheres theres hows whos gonna wanna gotta lemme gimme dunno kinda sorta cos coz cuz tho thru nope yep
  yeah yup ugh haha hahaha lol omg btw asap pls plz thx ty hiya mate cheers ok okay hmm uh um eh ciao hola fave colour
  favourite grey neighbour cheque tyre centre metre litre kilometre programme catalogue aluminium`.split(
    /\s+/,
  ),
);
