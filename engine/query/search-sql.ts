import { MATCH_FUNCTION, RANK_FUNCTION } from '../fulltext/index.ts'
import { quote } from '../store/layout.ts'
import type { TextSearch } from './plan.ts'
import type { SqlBuilder } from './sql.ts'

/** The condition that a search finds a row. Most rows that it does not find are told by a plain look at their texts. */
export function searchSql(sql: SqlBuilder, alias: string, search: TextSearch): string {
  const columns = columnsOf(alias, search)
  const contains = search.needles.flatMap((needle) =>
    columns.map((column) => {
      sql.parameters.push(`%${needle.replace(/[\\%_]/g, '\\$&')}%`)
      return `${column} LIKE ? ESCAPE '\\'`
    }),
  )
  sql.parameters.push(search.language, search.text)
  const matches = `${MATCH_FUNCTION}(?, ?, ${columns.join(', ')})`
  return contains.length === 0 ? matches : `((${contains.join(' OR ')}) AND ${matches})`
}

/** What a search orders by. */
export function rankSql(sql: SqlBuilder, alias: string, search: TextSearch): string {
  sql.parameters.push(search.algorithm, search.language, search.text)
  return `${RANK_FUNCTION}(?, ?, ?, ${columnsOf(alias, search).join(', ')})`
}

function columnsOf(alias: string, { fields }: TextSearch): string[] {
  return fields.map((field) => `${alias}.${quote(field)}`)
}
