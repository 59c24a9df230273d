import { useState } from 'react'
import type { Label } from '../api/types.ts'
import { type Check, recompute } from '../lib/consensus.ts'

/** Recomputes the consensus here in the browser, from the votes on the page. */
export function Recompute({ label }: { label: Label }) {
  const [checks, setChecks] = useState<Check[]>()
  return (
    <div className="recompute">
      <div className="recompute-ask">
        <p className="muted">
          Count the votes on this page again, in your browser, and hold them against what the chain emitted.
        </p>
        <button type="button" className="primary" onClick={() => setChecks(recompute(label))}>
          Recompute
        </button>
      </div>
      <div aria-live="polite">
        {checks && (
          <>
            <p className={`verdict-line ${outcome(checks)}`}>{sentences[outcome(checks)]}</p>
            <ul className="checks">
              {checks.map(({ claim, holds, detail }) => (
                <li key={claim}>
                  <Mark holds={holds} />
                  <span>
                    {claim}. <span className="muted">{detail}</span>
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  )
}

const sentences = {
  good: 'It agrees: what is on this page gives this label.',
  warn: 'It does not agree: what is on this page does not give this label.',
  open: 'There is nothing to compare yet.',
}

function outcome(checks: Check[]): keyof typeof sentences {
  if (checks.some(({ holds }) => holds === false)) return 'warn'
  return checks[0]?.holds ? 'good' : 'open'
}

function Mark({ holds }: { holds: boolean | undefined }) {
  if (holds === undefined)
    return (
      <span className="muted">
        –<span className="hidden"> open: </span>
      </span>
    )
  return holds ? (
    <span className="good">
      ✓<span className="hidden"> holds: </span>
    </span>
  ) : (
    <span className="warn">
      ✗<span className="hidden"> fails: </span>
    </span>
  )
}
