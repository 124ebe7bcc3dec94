/**
 * Which MongoDB do tests and benchmarks use? One of their own, unless the environment names another.
 */
import { loadMongod } from './repository.js'

/**
 * Runs `work` with the connection string of a replica set whose databases may be dropped.
 *
 * @template T
 * @param {(line: string) => void} say - Told each step.
 * @param {(uri: string) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withTestServer(say, work) {
  const given = process.env['AUDIT_TEST_MONGODB_URI']
  if (given) {
    say('using the MongoDB server of AUDIT_TEST_MONGODB_URI')
    return work(given)
  }
  const { startMongo } = await loadMongod()
  const mongo = await startMongo({ testCommands: true, cacheSizeGb: 0.5, onProgress: say })
  try {
    return await work(mongo.uri)
  } finally {
    await mongo.stop()
  }
}
