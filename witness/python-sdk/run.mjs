// The official Python SDK in every area that the workspace has.
import { pythonWitness } from "../lib/program.mjs";

await pythonWitness("python-sdk", ["databricks-sdk==0.162.0"]);
