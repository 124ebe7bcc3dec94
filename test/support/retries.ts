/**
 * How often may a test fail before it has failed? Never, unless AUDIT_TEST_RETRIES says so.
 *
 * A machine that many share can starve a browser or a server for longer than anybody waits. What
 * failed is printed all the same, so that a test that needs its second try is seen.
 */
import { jest } from '@jest/globals'

const retries = Number(process.env['AUDIT_TEST_RETRIES'] ?? 0)
if (retries > 0) jest.retryTimes(retries, { logErrorsBeforeRetry: true })
