/**
 * Deploys the subgraph to a graph-node: `npm run deploy:subgraph`. Settings by environment: LABELPROOF_GRAPH_ADMIN (default
 * http://127.0.0.1:8020), LABELPROOF_IPFS (default http://127.0.0.1:5001), LABELPROOF_SUBGRAPH (name, default labelproof).
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const node = process.env.LABELPROOF_GRAPH_ADMIN ?? 'http://127.0.0.1:8020'
const ipfs = process.env.LABELPROOF_IPFS ?? 'http://127.0.0.1:5001'
const name = process.env.LABELPROOF_SUBGRAPH ?? 'labelproof'
const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

function graph(...args: string[]): void {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', 'graph'), args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

graph('create', '--node', node, name)
graph('deploy', '--node', node, '--ipfs', ipfs, '--version-label', `v${version}`, name, 'subgraph/subgraph.yaml')
