/** With which arguments does one member run? Settings for a demo or a test, not for production. */
import { REPLICA_SET_NAME } from './replica-set.ts'

/** What differs between members and callers. */
export interface MongodSettings {
  readonly port: number
  readonly dataDir: string
  /** WiredTiger cache in GB; at least 0.25, which is also the server's own minimum. */
  readonly cacheSizeGb: number
  /** Switches on commands for tests such as `configureFailPoint`. */
  readonly testCommands: boolean
}

/** Returns the command line of `mongod`. */
export function mongodArguments(settings: MongodSettings): string[] {
  const parameters = [
    // Statistics files for MongoDB's support.
    'diagnosticDataCollectionEnabled=false',
    // A primary would wait 15 s for clients to leave before it shuts down.
    'shutdownTimeoutMillisForSignaledShutdown=100',
    ...(settings.testCommands ? ['enableTestCommands=1'] : []),
  ]
  return [
    ['--replSet', REPLICA_SET_NAME],
    ['--bind_ip', '127.0.0.1'],
    ['--port', String(settings.port)],
    ['--dbpath', settings.dataDir],
    ['--wiredTigerCacheSizeGB', String(settings.cacheSizeGb)],
    // The default is 5 % of the disk.
    ['--oplogSize', '1024'],
    ['--quiet'],
    ...(process.platform === 'win32' ? [] : [['--nounixsocket']]),
    ...parameters.map((parameter) => ['--setParameter', parameter]),
  ].flat()
}
