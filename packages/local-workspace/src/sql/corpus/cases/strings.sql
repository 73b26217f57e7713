-- case strings-01
SELECT upper('abc') AS a, lower('ABC') AS b, initcap('hello wORLD foo-bar') AS c, length('héllo') AS d, char_length('abc ') AS e;
-- case strings-02
SELECT substring('Spark SQL', 5) AS a, substring('Spark SQL', -3) AS b, substring('Spark SQL', 5, 1) AS c, substr('hello', 0, 2) AS d, substring('hello', -10, 7) AS e, substring('hello' FROM 2 FOR 3) AS f;
-- case strings-03
SELECT left('abc', 2) AS a, right('abc', 2) AS b, left('abc', -1) AS c, right('abc', 0) AS d;
-- case strings-04
SELECT concat('a', 'b', 'c') AS a, concat('a', NULL) AS b, concat() AS c, 'a' || 1 || 'b' AS d, concat(1, 2.5) AS e;
-- case strings-05
SELECT concat_ws(',', 'a', NULL, 'b') AS a, concat_ws('-', array('x', NULL, 'y'), 'z') AS b, concat_ws(',') AS c, concat_ws(NULL, 'a') AS d;
-- case strings-06
SELECT trim('  a b  ') AS a, ltrim('  a') AS b, rtrim('a  ') AS c, trim(BOTH 'x' FROM 'xxaxx') AS d, trim(LEADING 'x' FROM 'xxaxx') AS e, trim(TRAILING FROM 'a  ') AS f, btrim('xxaxx', 'x') AS g, ltrim('x', 'xxa') AS h;
-- case strings-07
SELECT lpad('hi', 5, '??') AS a, rpad('hi', 5, 'ab') AS b, lpad('hi', 1, '?') AS c, lpad('hi', 5) AS d, rpad('hi', 4, '') AS e;
-- case strings-08
SELECT instr('SparkSQL', 'SQL') AS a, locate('bar', 'foobarbar') AS b, locate('bar', 'foobarbar', 5) AS c, position('bar' IN 'foobarbar') AS d, position('x', 'abc') AS e;
-- case strings-09
SELECT replace('ABCabc', 'abc', 'DEF') AS a, replace('ABCabc', 'abc') AS b, translate('AaBbCc', 'abc', '123') AS c, translate('abc', 'abc', 'x') AS d;
-- case strings-10
SELECT reverse('Spark') AS a, repeat('ab', 3) AS b, repeat('ab', -1) AS c, space(3) || 'x' AS d;
-- case strings-11
SELECT split('one,two,three', ',') AS a, split('oneAtwoBthreeC', '[ABC]') AS b, split('oneAtwoBthreeC', '[ABC]', 2) AS c, split('a.b.c', '\\.') AS d, split('a,b,,', ',') AS e;
-- case strings-12
SELECT split('abc', '') AS a;
-- case strings-13
SELECT split_part('11.12.13', '.', 3) AS a, split_part('11.12.13', '.', -1) AS b, split_part('11.12.13', '.', 9) AS c;
-- case strings-14
SELECT split_part('a', '.', 0);
-- case strings-15
SELECT substring_index('www.apache.org', '.', 2) AS a, substring_index('www.apache.org', '.', -1) AS b, substring_index('abc', '.', 2) AS c;
-- case strings-16
SELECT split('a,b,c', ',')[0] AS a, split('a,b,c', ',')[2] AS b;
-- case strings-17
SELECT split('a,b,c', ',')[5];
-- case strings-18
SELECT startswith('abc', 'ab') AS a, endswith('abc', 'bc') AS b, contains('abc', 'b') AS c, startswith('abc', NULL) AS d;
-- case strings-19
SELECT ascii('A') AS a, ascii('') AS b, char(65) AS c, chr(97) AS d, chr(256 + 65) AS e;
-- case strings-20
SELECT base64('Spark SQL') AS a, CAST(unbase64('U3BhcmsgU1FM') AS STRING) AS b, hex('Spark') AS c, CAST(unhex('537061726B') AS STRING) AS d;
-- case strings-21
SELECT md5('Spark') AS a, sha('Spark') AS b, sha1('Spark') AS c, sha2('Spark', 256) AS d, crc32('Spark') AS e;
-- case strings-22
SELECT sha2('Spark', 0) AS a, sha2('Spark', 512) AS b, sha2('Spark', 224) AS c;
-- case strings-23
SELECT levenshtein('kitten', 'sitting') AS a, soundex('Miller') AS b, soundex('Robert') AS c;
-- case strings-24
SELECT format_number(12332.123456, 4) AS a, format_number(1234567, 2) AS b, format_number(0.5, 0) AS c, format_number(12345.678D, 1) AS d;
-- case strings-25
SELECT format_string('Hello %s, you are %d years and %.2f tall', 'Ann', 30, 1.755D) AS a, printf('%05d|%-5s|%5s', 42, 'ab', 'cd') AS b;
-- case strings-26
SELECT overlay('Spark SQL' PLACING '_' FROM 6) AS a, overlay('Spark SQL' PLACING 'CORE' FROM 7) AS b, overlay('Spark SQL' PLACING 'ANSI ' FROM 7 FOR 0) AS c;
-- case strings-27
SELECT mask('AbCD123-@$#') AS a, mask('AbCD123-@$#', 'Q') AS b, mask('AbCD123-@$#', 'Q', 'q', 'd', 'o') AS c;
-- case strings-28
SELECT url_encode('https://spark.apache.org/a b?c=d') AS a, url_decode('https%3A%2F%2Fspark.apache.org+x') AS b;
-- case strings-29
SELECT parse_url('http://user:pw@spark.apache.org:80/path/x?query=1&b=2#ref', 'HOST') AS h, parse_url('http://spark.apache.org/path?query=1', 'QUERY') AS q, parse_url('http://spark.apache.org/path?query=1&b=2', 'QUERY', 'b') AS k, parse_url('http://spark.apache.org/path?query=1#r', 'REF') AS r, parse_url('http://spark.apache.org/path?query=1', 'PROTOCOL') AS p, parse_url('http://spark.apache.org/path?query=1', 'PATH') AS pa;
-- case strings-30
SELECT find_in_set('b', 'a,b,c') AS a, find_in_set('z', 'a,b') AS b, elt(2, 'a', 'b') AS c;
-- case strings-31
SELECT "double" AS b, 'tab\there' AS c, r'raw\n' AS d, 'new\nline' AS e, 'uni\u0041' AS f, 'a' 'b' AS g;
-- case strings-32
SELECT 'abc' LIKE 'a%' AS a, 'abc' LIKE '_b_' AS b, 'a%c' LIKE 'a\\%c' AS c, 'ABC' ILIKE 'abc' AS d, 'abc' NOT LIKE 'b%' AS e, 'abc' LIKE ANY ('x%', 'a%') AS f, 'abc' LIKE ALL ('a%', '%c') AS g;
-- case strings-33
SELECT 'a%c' LIKE 'a!%c' ESCAPE '!' AS a, 'a_c' LIKE 'a!_c' ESCAPE '!' AS b, 'abc' LIKE 'a!_c' ESCAPE '!' AS c;
-- case strings-34
SELECT octet_length('é') AS a, bit_length('é') AS b, length(X'0102') AS c;
-- case strings-35
SELECT to_number('454', '999') AS a, to_number('$78.12', '$99.99') AS b, to_number('12,454', '99,999') AS c;
-- case strings-36
SELECT to_char(454, '999') AS a, to_char(454.00, '000D00') AS b, to_char(12454, '99G999') AS c, to_char(78.12, '$99.99') AS d;
-- case strings-37
SELECT decode(2, 1, 'Southlake', 2, 'San Francisco', 'none') AS a, decode(6, 1, 'x', 'other') AS b, decode(NULL, NULL, 'null', 'x') AS c;
-- case strings-38
SELECT encode('abc', 'utf-8') AS a, decode(encode('abc', 'utf-8'), 'utf-8') AS b;
-- case strings-39
SELECT 'a' < 'B' AS a, 'a' = 'A' AS b, 'abc' < 'abd' AS c, 'Z' < 'a' AS d;
-- case strings-40
SELECT luhn_check('8112189876') AS a, luhn_check('79927398714') AS b;
-- case databricks-names-01
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/functions/charindex
-- expect: {"schema": [["a", "int"], ["b", "int"], ["c", "int"]], "rows": [["2", "4", "0"]]}
SELECT charindex('b', 'abcb') AS a, charindex('b', 'abcb', 3) AS b, charindex('z', 'abc') AS c;
-- case databricks-names-02
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/functions/iff
-- expect: {"schema": [["a", "int"], ["b", "string"]], "rows": [["1", "n"]]}
SELECT iff(true, 1, 2) AS a, iff(NULL, 'y', 'n') AS b;
-- case strings-41
-- oracle: https://issues.apache.org/jira/browse/SPARK-52545 (and Apache Spark 4.3.0)
-- expect: {"schema": [["a", "string"], ["b", "string"]], "rows": [["it's", "ab"]]}
SELECT 'it''s' AS a, 'a' 'b' AS b;
