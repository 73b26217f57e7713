// Apache Arrow's own implementation (C++, through pyarrow) reads what a SQL warehouse sends as ARROW_STREAM.
import { pythonWitness } from "../lib/program.mjs";

await pythonWitness("arrow", ["pyarrow==21.0.0"]);
