// Handlers of the StakeVault data source: the entry of its wasm module.

export { handleStakeDeposited } from './handlers/stake-deposited'
export { handleStakeHeld } from './handlers/stake-held'
export { handleStakeLocked } from './handlers/stake-locked'
export { handleStakeSlashed } from './handlers/stake-slashed'
export { handleStakeUnlocked } from './handlers/stake-unlocked'
export { handleStakeWithdrawn } from './handlers/stake-withdrawn'
export { handleUnbondStarted } from './handlers/unbond-started'
