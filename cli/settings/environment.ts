import { InputError } from '../errors.ts'
import { envName, type GivenSettings, type OptionName } from './options.ts'
import { findOption, parseValue } from './values.ts'

/** Variables of the project's other programs (api/main.ts, engine/main.ts, scripts/deploy-subgraph.ts, docker-compose.yml). */
const OTHERS = /^LABELPROOF_(API_|ENGINE_|GRAPH_ADMIN$|IPFS$|SUBGRAPH$|CHAIN_ID$|NETWORK$|RPC_URL$)/

/**
 * Reads the variables that start with LABELPROOF_; an unknown one is an error, for it is most likely a slip.
 * @throws InputError naming the variable.
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): GivenSettings {
  const given: Partial<Record<OptionName, unknown>> = {}
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('LABELPROOF_') || OTHERS.test(variable) || text === undefined) continue
    const name = findOption(variable, envName)
    if (name === undefined) throw new InputError('unknown variable', variable, 'see --help for the settings')
    given[name] = parseValue(name, text, variable)
  }
  return given as GivenSettings
}
