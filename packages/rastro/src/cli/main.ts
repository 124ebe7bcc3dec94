#!/usr/bin/env node
/** The command `rastro`: runs what was asked for and ends with its exit code. */
import { runCommand } from './run-command.ts'

process.exitCode = await runCommand(process.argv.slice(2))
