// delta-rs (deltalake on PyPI) reads every version of every table that a SQL warehouse wrote.
import { pythonWitness } from "../lib/program.mjs";

await pythonWitness("delta", ["deltalake==1.6.6", "pyarrow==26.0.1"]);
