/** Fulltext search as PostgreSQL has it, the default parser and its configurations `simple` and `english`. */
export { MATCH_FUNCTION, RANK_FUNCTION, searchFunctions } from './functions.ts'
export { findNeedles } from './needles.ts'
export { parseSearchQuery, SearchQueryError } from './search-query.ts'
