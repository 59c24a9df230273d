import type { ReactNode } from 'react'

export type Tile = { name: string; value: ReactNode; note?: ReactNode }

/** Figures side by side, each under its name. */
export function Tiles({ tiles }: { tiles: Tile[] }) {
  return (
    <dl className="tiles">
      {tiles.map(({ name, value, note }) => (
        <div key={name} className="tile">
          <dt>{name}</dt>
          <dd className="tile-value">{value}</dd>
          {note !== undefined && <dd className="tile-note">{note}</dd>}
        </div>
      ))}
    </dl>
  )
}
