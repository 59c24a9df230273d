// npm leaves out optional packages whose `engines` the machine's own Node does not meet: Hardhat's native part is one. The project
// runs on the Node that it brings as the package `node`, so the same npm runs once more on that one and adds what is missing from
// the lockfile. Plain JavaScript without dependencies: an older Node must be able to run it.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const own = join('node_modules', '.bin', 'node')
const npm = process.env.npm_execpath
// The Node that runs npm; this script itself runs on the project's.
const major = Number(/node\/v(\d+)/.exec(process.env.npm_config_user_agent ?? '')?.[1] ?? Number.POSITIVE_INFINITY)

if (major < 22 && npm && existsSync(own)) {
  const { status } = spawnSync(own, [npm, 'install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.exit(status ?? 1)
}
