import { describeBehaviours } from '../support/behaviour-suite.ts'
import { otherBehaviours } from './groups.ts'

describeBehaviours('behaviours: entities and queries', otherBehaviours())
