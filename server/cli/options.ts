import { type Command, Option } from 'commander';
import {
  type Config,
  envName,
  flagName,
  loadConfig,
  OPTION_NAMES,
  type OptionName,
  optionOf,
} from '../../shared/node/config.ts';

/** The options a person may give, in the order of the table. */
export const PUBLIC_OPTIONS = OPTION_NAMES.filter((name) => !optionOf(name).internal);

/** Adds flags of the configuration to a command, with their default and environment name in the help. Secrets have none. */
export function addConfigOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of names.filter((each) => !optionOf(each).secret)) {
    const { placeholder, description, default: fallback } = optionOf(name);
    const origin = fallback === undefined ? envName(name) : `default ${fallback}; ${envName(name)}`;
    command.addOption(new Option(`${flagName(name)} <${placeholder}>`, `${description} (${origin})`));
  }
  return command;
}

/** The configuration of a command, from its flags, the environment and the defaults. */
export function configOf(command: Command): Config {
  return loadConfig(command.opts(), process.env);
}
