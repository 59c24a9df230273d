import type { Registration } from './instance.ts'

/** A `describe`, or a whole suite, with its tests and groups in order. Functions are indices into the suite's table. */
export type Group = {
  readonly name: string
  readonly beforeAll: readonly number[]
  readonly afterAll: readonly number[]
  readonly children: readonly (Group | Test)[]
}

export type Test = {
  readonly name: string
  readonly shouldFail: boolean
  readonly index: number
  /** Those of the outermost group first. */
  readonly beforeEach: readonly number[]
  /** Those of the innermost group first. */
  readonly afterEach: readonly number[]
}

type EachHooks = Pick<Test, 'beforeEach' | 'afterEach'>

/**
 * Arranges registrations into a tree.
 * @param open runs the function of a `describe` and returns what it registers
 */
export function buildTree(
  name: string,
  registrations: readonly Registration[],
  open: (index: number) => readonly Registration[],
  outer: EachHooks = { beforeEach: [], afterEach: [] },
): Group {
  const hooks = (role: Registration['role']): number[] =>
    registrations.filter((registration) => registration.role === role).map(({ index }) => index)
  const each: EachHooks = {
    beforeEach: [...outer.beforeEach, ...hooks('beforeEach')],
    afterEach: [...hooks('afterEach'), ...outer.afterEach],
  }
  const children = registrations.flatMap((registration): (Group | Test)[] => {
    if (registration.role === 'describe') return [buildTree(registration.name, open(registration.index), open, each)]
    if (registration.role !== 'test') return []
    const { name: testName, shouldFail, index } = registration
    return [{ name: testName, shouldFail, index, ...each }]
  })
  return { name, beforeAll: hooks('beforeAll'), afterAll: hooks('afterAll'), children }
}

export function isGroup(node: Group | Test): node is Group {
  return 'children' in node
}
