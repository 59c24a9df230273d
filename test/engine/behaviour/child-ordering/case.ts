import type { Behaviour } from '../../support/behaviour.ts'
import { int, script, set, text } from '../../support/script.ts'

/** Order by a field of what a reference leads to. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('Team', 't1', { name: text('Zed') }),
        set('Team', 't2', { name: text('Abc') }),
        set('Team', 't3', { name: text('Mid') }),
        set('Player', 'p1', { rank: int(3), team: text('t1'), leads: text('t1') }),
        set('Player', 'p2', { rank: int(1), team: text('t2'), leads: text('t2') }),
        set('Player', 'p3', { rank: int(2), team: text('t3') }),
      ],
    ],
  },
  {
    queries: [
      `{ players(orderBy: team__name) { id team { name } } }`,
      `{ players(orderBy: team__name, orderDirection: desc) { id } }`,
      `{ players(orderBy: team__id, orderDirection: desc) { id } }`,
      `{ players(orderBy: team__name, where: { rank_gt: 1 }) { id } }`,
      `{ players(orderBy: team__name, first: 1, skip: 1) { id } }`,
      `{ teams(orderBy: captain__rank) { id } }`,
      `{ teams(orderBy: captain__rank, orderDirection: desc) { id } }`,
      `{ players(orderBy: leads__name) { id } }`,
      `{ players(orderBy: team__captain) { id } }`,
      `{ teams(orderBy: players__rank) { id } }`,
      `{ players(orderBy: team) { id } }`,
      `{ teams(orderBy: players) { id } }`,
      `{ __type(name: "Player_orderBy") { enumValues { name } } }`,
      `{ __type(name: "Team_orderBy") { enumValues { name } } }`,
    ],
  },
)
