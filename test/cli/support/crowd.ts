/** Answers of nine workers, three at a time, as labels.csv and gold.csv: `groups` worker sets of `items` items each. */
export function crowdFiles(groups: number, items: number): Record<string, string> {
  const labels = ['item,worker,label']
  const gold = ['item,gold']
  for (let group = 0; group < groups; group += 1)
    for (let index = 0; index < items; index += 1) {
      const item = `g${group}-i${index}`
      const truth = (group + index) % 3
      gold.push(`${item},${truth}`)
      for (const [seat, worker] of setOf(group).entries())
        labels.push(`${item},w${worker},${(truth + Number((index + seat) % 4 === 0)) % 3}`)
    }
  return { 'crowd/labels.csv': `${labels.join('\n')}\n`, 'crowd/gold.csv': `${gold.join('\n')}\n` }
}

/** The group's three workers of nine: 84 different sets. */
function setOf(group: number): number[] {
  const sets: number[][] = []
  for (let a = 0; a < 9; a += 1)
    for (let b = a + 1; b < 9; b += 1) for (let c = b + 1; c < 9; c += 1) sets.push([a, b, c])
  return sets[group % sets.length] ?? []
}
