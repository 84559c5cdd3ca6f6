import { Option } from 'commander';

/** Help and errors name the variable, and never show what it holds: they end in the logs of a build. */
export function tokenOption(whose = 'for that address'): Option {
  return new Option('--token <token>', `API token ${whose}`).env('THROUGHLINE_API_TOKEN');
}
