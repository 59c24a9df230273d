import { useEffect, useState } from 'react'

const pauseMs = 200

/** A text field's value that is handed on once the visitor pauses, and follows `value` when that changes elsewhere. */
export function useTyped(value: string, commit: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(value)
  const [given, setGiven] = useState(value)
  if (given !== value) {
    setGiven(value)
    if (typed.trim().toLowerCase() !== value) setTyped(value)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the pause anew, not each new `commit`.
  useEffect(() => {
    if (typed.trim().toLowerCase() === value) return
    const pause = setTimeout(() => commit(typed.trim()), pauseMs)
    return () => clearTimeout(pause)
  }, [typed, value])
  return [typed, setTyped]
}
