-- case regex-01
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 1) AS a, regexp_extract('100-200', '(\\d+)-(\\d+)', 2) AS b, regexp_extract('foo', '(\\d+)', 1) AS c, regexp_extract('100-200', '(\\d+)-(\\d+)') AS d;
-- case regex-02
SELECT regexp_extract('100-200', '(\\d+)-(\\d+)', 3);
-- case regex-03
SELECT regexp_replace('100-200', '(\\d+)', 'num') AS a, regexp_replace('John Smith', '(\\w+) (\\w+)', '$2, $1') AS b, regexp_replace('a.b.c', '\\.', '') AS c;
-- case regex-04
SELECT regexp_replace('2024-01-15', r'(\d{4})-(\d{2})-(\d{2})', '$3/$2/$1') AS a, regexp_replace('aaa', 'a', 'b', 2) AS b;
-- case regex-05
SELECT regexp_extract_all('100-200, 300-400', '(\\d+)-(\\d+)', 1) AS a, regexp_extract_all('abc', '\\d', 0) AS b;
-- case regex-06
SELECT regexp_like('abc', '^a') AS a, 'abc' RLIKE 'b+' AS b, 'abc' REGEXP 'x' AS c, 'abc' NOT RLIKE 'x' AS d, rlike('abc', 'C') AS e;
-- case regex-07
SELECT regexp_count('Steven Jones and Stephen Smith', 'Ste(v|ph)en') AS a, regexp_instr('abcd', 'cd') AS b, regexp_substr('Steven Jones', 'J\\w+') AS c, regexp_substr('abc', 'z') AS d;
-- case regex-08
SELECT regexp_replace('Phone: 555-1234', '[^0-9]', '') AS a, regexp_extract('user@example.com', '@(.+)$', 1) AS b;
-- case regex-09
SELECT 'ABC' RLIKE '(?i)abc' AS a;
-- case regex-10
SELECT regexp_extract('key=value; k2=v2', 'k2=([^;]+)', 1) AS a;
-- case regex-11
SELECT split('a1b22c', '[0-9]+') AS a, split('2024-01-02T03', '[-T]') AS b;
