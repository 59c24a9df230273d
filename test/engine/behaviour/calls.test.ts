import { describeBehaviours } from '../support/behaviour-suite.ts'
import { GROUPS } from './groups.ts'

describeBehaviours('behaviours: calls', GROUPS.calls)
