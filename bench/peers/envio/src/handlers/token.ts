import { BigDecimal, Token } from 'generated'

/** What the subgraph of the benchmark does: one load-modify-save with a division, one insert. */
Token.Transfer.handler(async ({ event, context }) => {
  const { from, to, amount } = event.params
  const known = await context.Account.get(to)
  const received = (known?.received ?? 0n) + amount
  const count = (known?.count ?? 0) + 1
  const mean = new BigDecimal(received.toString()).div(count)
  context.Account.set({ id: to, received, count, mean })
  context.Transfer.set({
    id: `${event.transaction.hash}-${event.logIndex}`,
    from,
    to,
    amount,
    block: BigInt(event.block.number),
    timestamp: BigInt(event.block.timestamp),
  })
})
