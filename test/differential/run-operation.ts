/** Makes one call on one twin, and describes everything that the application sees of it. */
import { runInSession } from '../support/session-kinds.ts'
import type { Twin } from '../support/twins.ts'
import type { Call, Fields, TwinBulk, TwinModel } from '../support/twin-models.ts'
import { methodOf } from '../matrix/scene.ts'
import type { BsonValues } from '../matrix/scene.ts'
import { operationOf } from './operations.ts'
import type { Operation } from './operations.ts'

export async function runOperation(twin: Twin, seed: number): Promise<unknown> {
  const bson = twin.mongoose.mongo as unknown as BsonValues
  const operation = operationOf(seed, bson)
  // Every other call on the model whose schema keeps time stamps and versions.
  const model = seed % 3 === 0 ? twin.models.Stamped : twin.models.Thing
  const { outcome, around } = await runInSession(twin, operation.session, (session) => {
    const options = session === undefined ? operation.options : { ...operation.options, session }
    return send(model, operation, options)
  })
  return {
    outcome: twin.describe(outcome),
    // A read of the suite's has begun the transaction, or told the session the time, before a call
    // that the driver or the parser refuses: what the session says after that is not compared.
    around: 'value' in outcome ? twin.describe(around) : undefined,
    // What the application handed over is its own, and stays as it is without the suite.
    args: twin.describe(operation.args),
    options: twin.describe(operation.options),
    debug: twin.takeDebug(),
    counts: twin.takeCounts(),
  }
}

function send(model: TwinModel, operation: Operation, options: Fields): Promise<unknown> {
  const { door, method, args } = operation
  if (door === 'collection') return methodOf(model.collection, method)(...args, options)
  if (door === 'model') return methodOf(model, method)(...args, options)
  return door === 'document'
    ? sendDocument(model, operation, options)
    : runBuilder(model, operation, options)
}

async function sendDocument(
  model: TwinModel,
  { method, args }: Operation,
  options: Fields,
): Promise<unknown> {
  const [first, content] = args as readonly [Fields, Fields | undefined]
  if (method === 'save') return new model(first).save(options)
  const find = methodOf(model, 'findOne')
  const document = (await find(first, null, { sort: { _id: 1 } })) as Saveable | null
  if (document === null) return null
  if (method === 'delete') return document.deleteOne(options)
  document.set(content ?? {})
  return method === 'change and save' ? document.save(options) : model.bulkSave([document], options)
}

interface Saveable {
  save: Call
  deleteOne: Call
  set(fields: Fields): unknown
}

function runBuilder(
  model: TwinModel,
  { method, args }: Operation,
  options: Fields,
): Promise<unknown> {
  const name = method === 'ordered' ? 'initializeOrderedBulkOp' : 'initializeUnorderedBulkOp'
  const builder = model.collection[name](options)
  for (const one of args[0] as readonly Record<string, Fields>[]) addTo(builder, one)
  return builder.execute(options)
}

function addTo(builder: TwinBulk, one: Record<string, Fields>): void {
  const [[kind, body] = ['', {}]] = Object.entries(one)
  if (kind === 'insertOne') {
    builder.insert(body['document'] as Fields)
    return
  }
  const found = builder.find(body['filter'] as Fields)
  const at = body['upsert'] === true ? found.upsert() : found
  if (Array.isArray(body['arrayFilters'])) at['arrayFilters']?.(body['arrayFilters'])
  if (kind === 'deleteOne') at['deleteOne']?.()
  else if (kind === 'replaceOne') at['replaceOne']?.(body['replacement'])
  else at[kind === 'updateMany' ? 'update' : 'updateOne']?.(body['update'])
}
