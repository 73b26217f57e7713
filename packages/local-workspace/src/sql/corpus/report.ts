/* `npm run corpus -w @lakehand/local-workspace [-- area …]`: how much of the recorded corpus the dialect gets right. */
import { readCorpus } from "./cases.ts";
import { judgeArea, summary } from "./judge.ts";

const areas = readCorpus(process.argv.slice(2));
const judgements = (await Promise.all(areas.map(judgeArea))).flat();
console.log(summary(judgements));
process.exitCode = judgements.some((j) => j.verdict === "wrong") ? 1 : 0;
