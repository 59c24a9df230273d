import { Protocol } from '../../generated/schema'
import { protocolId } from '../id'

export function findOrCreateProtocol(): Protocol {
  const found = Protocol.load(protocolId())
  return found === null ? createProtocol() : found
}

function createProtocol(): Protocol {
  const protocol = new Protocol(protocolId())
  protocol.projects = 0
  protocol.batches = 0
  protocol.settled = 0
  protocol.labels = 0
  protocol.verified = 0
  protocol.noConsensus = 0
  protocol.overturned = 0
  protocol.disputes = 0
  protocol.slashes = 0
  protocol.annotators = 0
  protocol.submissions = 0
  return protocol
}
