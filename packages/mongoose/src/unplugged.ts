/** Which models does nobody audit? */
import type { MongooseLike, ModelLike } from './mongoose-shapes.ts'
import type { PluggedModels } from './plugin.ts'

/** Names of compiled models that the plugin never saw, sorted. */
export function unpluggedModels(
  mongoose: MongooseLike | undefined,
  plugged: PluggedModels,
): string[] {
  const names = new Set<string>()
  for (const connection of mongoose?.connections ?? []) {
    for (const model of Object.values(connection.models)) {
      if (!plugged.has(model) && !isCovered(model, connection.models, plugged)) {
        names.add(model.modelName)
      }
    }
  }
  return [...names].toSorted()
}

// A discriminator's records live in its base model's collection, where they are captured.
function isCovered(
  model: ModelLike,
  models: Readonly<Record<string, ModelLike>>,
  plugged: PluggedModels,
): boolean {
  const base = model.baseModelName === undefined ? undefined : models[model.baseModelName]
  return base !== undefined && plugged.has(base)
}
