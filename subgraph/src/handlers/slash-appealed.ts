import { SlashAppealed } from '../../generated/Slasher/Slasher'
import { SlashState } from '../states'
import { createEvent } from '../store/event'
import { getSlash } from '../store/slash'

export function handleSlashAppealed(event: SlashAppealed): void {
  const slash = getSlash(event.params.slashId)
  slash.state = SlashState.Appealed
  slash.save()

  const entry = createEvent(event, 'SlashAppealed')
  entry.project = slash.project
  entry.batch = slash.batch
  entry.account = slash.annotator
  entry.save()
}
