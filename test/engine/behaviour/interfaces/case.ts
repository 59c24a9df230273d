import type { Behaviour } from '../../support/behaviour.ts'
import { bigInt, bytes, get, int, list, loadRelated, nothing, remove, script, set, text } from '../../support/script.ts'

const [ann, bob, acme, corp] = ['0x01', '0x02', '0x0a', '0x0b'] as const
const all = '{ id name rank __typename }'

/** Queries over the types of an interface: as one, in one order, with what each type has of its own. */
export const behaviour: Behaviour = script(
  import.meta.dirname,
  {
    1: [
      [
        set('City', 'paris', { label: text('Paris'), size: bigInt(2) }),
        set('Village', 'oak', { label: text('Oak') }),
        set('Person', ann, { name: text('Ann'), rank: int(3), home: text('paris'), age: int(30) }),
        set('Company', acme, { name: text('Acme'), rank: int(3), home: text('oak'), boss: bytes(ann) }),
      ],
    ],
    2: [
      [
        set('Person', bob, { rank: int(1), friends: list(bytes(corp), bytes(ann), bytes('0xff')) }),
        set('Company', corp, { name: text('Corp'), rank: int(2), home: text('paris'), friends: list(bytes(bob)) }),
        set('Token', 't1', { holder: bytes(ann), before: list(bytes(acme), bytes(bob)), amount: bigInt(5) }),
        set('Token', 't2', { holder: bytes(acme), before: list(), amount: bigInt(7) }),
        set('Token', 't3', { holder: bytes(acme), before: list(bytes(ann)), amount: bigInt(1) }),
        loadRelated('Company', acme, 'tokens', 'tokens of acme'),
        get('Person', ann, 'ann'),
      ],
    ],
    4: [
      [
        set('Person', ann, { name: nothing, rank: int(9) }),
        remove('Company', corp),
        loadRelated('Person', ann, 'tokens', 'tokens of ann'),
      ],
    ],
  },
  {
    queries: [
      '{ showns { id text } }',
      `{ holders ${all} }`,
      `{ holders(orderBy: rank) ${all} }`,
      `{ holders(orderBy: rank, orderDirection: desc, first: 2, skip: 1) ${all} }`,
      `{ holders(orderBy: name) ${all} }`,
      `{ holders(orderBy: name, orderDirection: desc) ${all} }`,
      `{ holders(block: { number: 3 }, orderBy: name) ${all} }`,
      `{ holders(where: { rank_gt: 1, name_not: null }) ${all} }`,
      `{ holders(where: { or: [{ rank: 1 }, { name_contains: "cm" }] }) ${all} }`,
      `{ holders(where: { _change_block: { number_gte: 3 } }) ${all} }`,
      `{ holders(where: { tokens_: { amount_gt: 4 } }) ${all} }`,
      `{ holders(where: { home_: { label: "Oak" } }) ${all} }`,
      `{ holders(where: { friends_: { rank: 9 } }) ${all} }`,
      `{ holders(where: { friends_contains: ["0x01"] }) ${all} }`,
      `{ holders(where: { home: "paris" }) ${all} }`,
      `{ tokens(where: { holder_: { rank: 3 } }) { id } }`,
      `{ tokens(where: { before_: { rank_gte: 9 } }) { id } }`,
      `{ tokens(where: { holder: "0x0a" }, orderBy: amount) { id holder { id rank } } }`,
      `{ tokens(orderBy: holder__rank) { id holder { rank } } }`,
      `{ tokens(orderBy: holder__id, orderDirection: desc, where: { id_not: "t3" }) { id holder { id } } }`,
      `{ holder(id: "0x01") ${all} }`,
      `{ holder(id: "0x0A") { ... on Company { boss { id tokens { id } } } ... on Person { age } rank } }`,
      `{ holder(id: "0x77") ${all} }`,
      `{ holders { ... on Person { age } } }`,
      `{ holders { id ... on Person { x: age } ...named ... on Holder { home { __typename label ... on City { size } } } } }
        fragment named on Named { name }`,
      `{ nameds { id name } named(id: "0x01") { name } }`,
      `{ tokens { id holder { ... on Holder { name } ... on Company { boss { name } } } before(orderBy: rank) { id rank } } }`,
      `{ tokens { id before(first: 1, orderBy: id, orderDirection: desc, where: { rank_lt: 100 }) { id __typename ... on Person { tokens(first: 1) { id } } } } }`,
      `{ places(orderBy: label) { label holders(orderBy: rank, orderDirection: desc) { id rank ... on Company { boss { id } } } } }`,
      `{ holders { id tokens(orderBy: amount, first: 1) { amount } friends { id friends { id } } } }`,
      `{ companies { id ... on Holder { rank } ... on Person { age } } }`,
      `{ persons(where: { home_: { label_starts_with: "P" } }) { id home { ... on Village { label } ... on City { size } } } }`,
      `{ nobodies { id } nobody(id: "x") { id } }`,
      `{ holders { age } }`,
      `{ holders { ... on Nothing { id } } }`,
      `{ holders { tokens } }`,
      `{ holders(orderBy: tokens) { id } }`,
      `{ holders(orderBy: home) { id } }`,
      `{ holder { id } }`,
      `{ holder(id: "zz") { id } }`,
      `{ __type(name: "Holder") { kind name description fields { name args { name type { name kind } } } possibleTypes { name } interfaces { name } } }`,
      `{ __type(name: "Company") { kind interfaces { name } possibleTypes { name } } }`,
      `{ __type(name: "Holder_filter") { inputFields { name type { name kind ofType { name ofType { name } } } } } }`,
      `{ __type(name: "Token_filter") { inputFields { name type { name kind ofType { name ofType { name } } } } } }`,
      `{ __type(name: "Token_orderBy") { enumValues { name } } }`,
      `{ __type(name: "Holder_orderBy") { enumValues { name } } }`,
      `{ __type(name: "Query") { fields { name args { name defaultValue type { name } } type { name kind } } } }`,
    ],
  },
)
