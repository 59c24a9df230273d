/** Why a subgraph cannot be deployed. The message goes to whoever asked. */
export class DeployError extends Error {
  override readonly name = 'DeployError'
}
