import { Wired } from '../../generated/Slasher/Slasher'
import { createEvent } from '../store/event'

export function handleWired(event: Wired): void {
  createEvent(event, 'Wired').save()
}
