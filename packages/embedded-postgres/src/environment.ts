/** What a program needs to run on a machine, whatever else is set for us. */
const NEEDED =
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|SYSTEMROOT|LD_LIBRARY_PATH|NIX_\w+)$/i;

/**
 * The environment for PostgreSQL's own programs: no key of ours goes to a server that may outlive us, and no
 * PGPORT or its like changes its defaults.
 */
export function serverEnvironment(own: Readonly<Record<string, string>>): Record<string, string> {
  const needed = Object.entries(process.env).filter(
    (entry): entry is [string, string] => NEEDED.test(entry[0]) && entry[1] !== undefined,
  );
  return { ...Object.fromEntries(needed), ...own };
}
