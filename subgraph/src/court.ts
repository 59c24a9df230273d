// Handlers of the DisputeCourt data source: the entry of its wasm module.

export { handleAppealOpened } from './handlers/appeal-opened'
export { handleCaseEscalated } from './handlers/case-escalated'
export { handleCaseOpened } from './handlers/case-opened'
export {
  handleCredited,
  handleDeposited,
  handleDrawAsked,
  handleJurorDrawn,
  handleJurorSettled,
  handleVoteCommitted,
  handleVoteRevealed,
  handleVotesCounted,
  handleWithdrawn,
} from './handlers/court-recorded'
export { handleDisputeResolved } from './handlers/dispute-resolved'
export { handleExpertDrawn } from './handlers/expert-drawn'
export { handleExpertRuled } from './handlers/expert-ruled'
export { handleJurySeated } from './handlers/jury-seated'
