let counter = 0;

/** True for text that costs nothing to repeat: a column, a literal, a short call that is not one of our macros. */
const cheap = (sql: string): boolean =>
  (sql.length <= 60 && !/\bsp(ark)?_|lambda/.test(sql)) || (sql.length <= 120 && !/[([]/.test(sql));

/**
 * An expression used several times in `body` is named first, so that the text of nested calls does not multiply.
 * The name is the variable of a lambda over a list of one.
 */
export function bound(sql: string, body: (name: string) => string): string {
  if (cheap(sql)) return body(sql);
  counter = (counter + 1) % 1_000_000;
  const name = `b${counter}_`;
  return `list_transform([${sql}], lambda ${name}: ${body(name)})[1]`;
}

/** The same for several expressions. */
export function boundAll(sqls: readonly string[], body: (...names: string[]) => string): string {
  const names: string[] = [];
  const next = (i: number): string => {
    if (i === sqls.length) return body(...names);
    return bound(sqls[i]!, (name) => {
      names[i] = name;
      return next(i + 1);
    });
  };
  return next(0);
}
