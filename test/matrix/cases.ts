/** Which cases does the matrix have? Write path × operator × session × failure, as one list. */
import { FAILURES } from './failures.ts'
import { OPERATORS } from './operators.ts'
import type { OperatorCase } from './operators.ts'
import { OTHER_DOORS } from './other-doors.ts'
import { CHOICES, UPDATE_PATHS, WRITE_PATHS } from './paths.ts'
import { idOf } from './scene.ts'
import type { MatrixCase, Scene } from './scene.ts'
import { SESSION_KINDS } from '../support/session-kinds.ts'
import type { SessionKind } from '../support/session-kinds.ts'

const NONE: SessionKind = 'no session'

export function matrixCases(): readonly MatrixCase[] {
  return [
    ...operatorCases(),
    ...sessionCases(),
    ...Object.entries(CHOICES).map(([name, act]): MatrixCase => ({
      name,
      session: NONE,
      fidelity: 'exact',
      act,
    })),
    ...FAILURES.map(({ name, fidelity, run }): MatrixCase => ({
      name,
      session: NONE,
      fidelity,
      act: run,
    })),
    ...failuresInTransactions(),
    ...OTHER_DOORS,
  ]
}

function operatorCases(): MatrixCase[] {
  return OPERATORS.flatMap((operator) =>
    Object.entries(UPDATE_PATHS).map(([path, send]): MatrixCase => ({
      name: `${path} with ${operator.name}`,
      session: NONE,
      fidelity: 'exact',
      act: (scene) =>
        send(scene, {
          filter: filterOf(scene, operator, path),
          update: operator.update(scene.bson),
          options: scene.options(operator.options),
        }),
    })),
  )
}

// Half of the paths name the record by its id, the other half by another field.
function filterOf(
  scene: Scene,
  { filter = {} }: OperatorCase,
  path: string,
): Record<string, unknown> {
  if ('key' in filter) return filter
  return { ...(path.endsWith('pdateOne') ? { _id: idOf(scene, 2) } : { key: 2 }), ...filter }
}

function sessionCases(): MatrixCase[] {
  return Object.entries(WRITE_PATHS).flatMap(([path, act]) =>
    SESSION_KINDS.map((session): MatrixCase => ({
      name: `${path} in ${session}`,
      session,
      fidelity: session.endsWith('aborted') ? 'none' : 'exact',
      act,
    })),
  )
}

const IN_TRANSACTIONS = [
  'Model.updateOne and a duplicate key',
  'Model.updateMany and the validator',
  'Model.findOneAndUpdate and an id that cannot change',
  'Model.bulkWrite and a duplicate key',
  'Model.updateOne and no match',
  'Model.updateMany and no change',
  'create of a duplicate',
  'insertMany, unordered, but for one',
  'bulkWrite, ordered, stopped in the middle',
  'deleteMany and a condition that is none',
]

function failuresInTransactions(): MatrixCase[] {
  return FAILURES.filter(({ name }) => IN_TRANSACTIONS.includes(name)).map(({ name, run }) => ({
    name: `${name}, in a transaction`,
    session: 'a transaction',
    fidelity: 'none',
    act: run,
  }))
}
