/** Named subgraphs that are deployed while the process runs, as graph-cli deploys them to a graph-node. */
export { DeployError } from './errors.ts'
export { isSubgraphName } from './names.ts'
export { type Place, type ServeOptions, type Serving, serveSubgraphs } from './serve.ts'
export { contentFolder, type Deployment, type Subgraphs } from './subgraphs.ts'
