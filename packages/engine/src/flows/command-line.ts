/** The author of what is done from a terminal, beside the database. */
export const commandLine = 'cli';
export const commandLineName = 'the command line';
