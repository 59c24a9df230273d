/** The `labelproof` command. Sub-commands: `up`. */
import { describeError, exitCodeOf, InputError } from './errors.ts'
import { helpText } from './settings/options.ts'
import { resolveSettings } from './settings/settings.ts'

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Asked a second time: end at once. The guard still ends the chain and keeps it.
    if (interruption.signal.aborted) process.exit(1)
    interruption.abort(new Error(`interrupted by ${signal}; with --data a later start goes on from here`))
  })
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  // What was under way when the signal came fails in ways of its own: the signal says why.
  const reason = interruption.signal.aborted ? interruption.signal.reason : error
  process.stderr.write(`labelproof: ${describeError(reason)}\n`)
  process.exitCode = exitCodeOf(reason)
}

async function run([command, ...argv]: readonly string[]): Promise<void> {
  if (command === undefined || command === '--help' || argv.includes('--help')) {
    process.stdout.write(helpText())
    return
  }
  if (command !== 'up') throw new InputError('unknown command', command, 'write labelproof up; see --help')
  const settings = resolveSettings({ argv, env: process.env, folder: process.cwd() })
  // Loaded late: wrong settings and --help are answered at once.
  const { up } = await import('./commands/up.ts')
  await up(settings, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    interrupted: interruption.signal,
  })
}
