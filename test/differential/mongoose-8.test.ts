import { runDifferential } from './run-differential.ts'

runDifferential('the application on Mongoose 8', 'mongoose8')
