/** Table that every scripted INSERT writes its own mark into; a mark seen twice is a call made twice. */
export const MARKS = "main.default.fault_marks";

export interface ScriptedMessage {
  text: string;
  marks: string[];
}

/** A message whose run makes parallel calls, writes a file and, if told, asks before it drops a table. */
export function scriptedMessage(tag: string, random: () => number, asks: boolean): ScriptedMessage {
  const marks: string[] = [];
  const insert = () => {
    const mark = `${tag}-${marks.length}`;
    marks.push(mark);
    return { tool: "execute_sql", input: { sql_query: `INSERT INTO ${MARKS} VALUES ('${mark}')` } };
  };
  const slow = {
    tool: "execute_sql",
    input: { sql_query: `SELECT sum(id % ${3 + Math.floor(random() * 90)}) AS s FROM range(40000000)` },
  };
  const script = [
    [{ thinking: "Several things at once." }, "Starting. ", insert(), slow, insert()],
    [{ wait_ms: 200 + Math.floor(random() * 400) }, "Half way through. ", insert()],
    [{ tool: "Bash", input: { command: `echo ${tag} >> notes.txt && sleep 0.3`, description: "Note" } }],
    ...(asks
      ? [
          [
            {
              tool: "execute_sql",
              input: { sql_query: `DROP TABLE IF EXISTS ${MARKS}_${tag.replaceAll("-", "_")}` },
            },
          ],
        ]
      : []),
    [{ wait_ms: 150 }, insert()],
    `All of ${tag} is done.`,
  ];
  return { text: `${tag} [[practice: script=${JSON.stringify(script)}]]`, marks };
}
