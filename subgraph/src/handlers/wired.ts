import { Wired } from '../../generated/LabelMarket/LabelMarket'
import { createEvent } from '../store/event'

export function handleWired(event: Wired): void {
  createEvent(event, 'Wired').save()
}
