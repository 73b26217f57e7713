-- case adv-strings-01
SELECT concat_ws('/', 'a', CAST(NULL AS STRING), array('b', 'c'), 1) AS a, concat_ws(',', array()) AS b;
-- case adv-strings-02
SELECT lower('ÀÉÎ') AS a, upper('straße') AS b, initcap('o\'neil mc-donald') AS c, length('a b ') AS d, reverse('héé') AS e;
-- case adv-strings-03
SELECT substr('abc', NULL) AS a, substring(NULL, 1, 2) AS b, left(NULL, 1) AS c, substring('abc', 2, -1) AS d, substring('abc', 5) AS e;
-- case adv-strings-04
SELECT split('a|b|c', '\\|') AS a, split('a  b', ' +') AS b, split('a1b', '\\d') AS c, split(NULL, ',') AS d, split('', ',') AS e;
-- case adv-strings-05
SELECT split('a,b,c', ',', 2) AS a, split('a,b,c', ',', 0) AS b, split('a,b,,', ',', -1) AS c, split('aXbXc', 'X', 1) AS d;
-- case adv-strings-06
SELECT regexp_replace('abc', '', '-') AS a;
-- case adv-strings-07
SELECT regexp_replace('a1b2', '([a-z])([0-9])', '$2$1') AS a, regexp_replace('path/to', '/', '\\\\') AS b, regexp_replace('x', 'x', '\\$1') AS c;
-- case adv-strings-08
SELECT regexp_extract('abc', '(b)(d)?', 2) AS a, regexp_extract(NULL, 'a', 0) AS b, regexp_extract('abc', 'B', 0) AS c, regexp_extract('foo bar', '^\\w+', 0) AS d;
-- case adv-strings-09
SELECT regexp_extract_all('a1 b2 c3', '[a-z]\\d', 0) AS a, regexp_extract_all('a1 b2', '([a-z])(\\d)', 2) AS b;
-- case adv-strings-10
SELECT translate('hello', 'el', 'ip') AS a, translate('hello', 'l', '') AS b, translate('aaa', 'aa', 'bc') AS c;
-- case adv-strings-11
SELECT format_number(1234.5, 0) AS a, format_number(-0.001, 2) AS b, format_number(1e10, 2) AS c, format_number(NULL, 2) AS d, format_number(1234567.891D, 2) AS e, format_number(2.5, 0) AS f, format_number(3.5, 0) AS g;
-- case adv-strings-12
SELECT format_string('%d%%', 50) AS a, format_string('%s', NULL) AS b, format_string('%10.3f|', 3.14159D) AS c, format_string('%,d', 1234567) AS d, format_string('%x', 255) AS e, format_string('%5s|%-5s|', 'ab', 'cd') AS f, format_string('%b', true) AS g, format_string('%s %s', 1.5D, DATE'2024-01-01') AS h;
-- case adv-strings-13
SELECT printf('%2$s %1$s', 'a', 'b') AS a, printf('%03d', 7) AS b, printf('%+d', 5) AS c, printf('%e', 12345.678D) AS d;
-- case adv-strings-14
SELECT lpad('abc', -1, 'x') AS a, lpad('', 3, 'ab') AS b, rpad('abc', 3, 'x') AS c, lpad(7, 3, '0') AS d;
-- case adv-strings-15
SELECT instr('abc', '') AS a, instr('abc', NULL) AS b, locate('', 'abc') AS c, locate('c', 'abc', 0) AS d, locate('z', 'abc') AS e, position('b', 'abcb', 3) AS f;
-- case adv-strings-16
SELECT trim('\t a \n') = '\t a \n' AS a, trim('') AS b, trim(BOTH 'ab' FROM 'abcab') AS c, rtrim('x', 'axx') AS d;
-- case adv-strings-17
SELECT levenshtein('', 'abc') AS a, levenshtein('abc', 'abd', 1) AS b, levenshtein('abc', 'xyz', 2) AS c, levenshtein(NULL, 'a') AS d;
-- case adv-strings-18
SELECT soundex('Ashcraft') AS a, soundex('Tymczak') AS b, soundex('') AS c, soundex('123') AS d, soundex('Pfister') AS e, soundex('Jackson') AS f, soundex('Lloyd') AS g;
-- case adv-strings-19
SELECT hex(17) AS a, hex(CAST(255 AS TINYINT) ) AS b;
-- case adv-strings-20
SELECT hex('é') AS a, unhex('F') AS b, unhex('XYZ') AS c, base64('') AS d, unbase64('YQ==') AS e, to_binary('616263', 'hex') AS f;
-- case adv-strings-21
SELECT md5('') AS a, sha2('', 256) AS b, crc32('') AS c, md5(NULL) AS d, sha2(CAST('abc' AS BINARY), 256) AS e;
-- case adv-strings-22
SELECT 'a' || NULL AS a, 'a' || 1.50 AS b, true || 'x' AS c, concat(DATE'2024-01-01', ' ', 5) AS d, 1 || 2 AS e;
-- case adv-strings-23
SELECT 'abc' LIKE 'A%' AS a, 'a_c' LIKE 'a\\_c' AS b, 'abc' LIKE '%' AS c, '' LIKE '' AS d, NULL LIKE 'a' AS e, 'a\\b' LIKE 'a\\\\b' AS f, 'line1\nline2' LIKE 'line1%' AS g;
-- case adv-strings-24
SELECT 'a.c' RLIKE 'a\\.c' AS a, 'abc' RLIKE 'a.c' AS b, 'a\nc' RLIKE 'a.c' AS c, 'abc' RLIKE '^b' AS d, regexp_like('Hello', '(?i)hello') AS e;
-- case adv-strings-25
SELECT find_in_set('ab', 'abc,b,ab') AS a, find_in_set('', ',a') AS b, find_in_set('a,b', 'a,b') AS c;
-- case adv-strings-26
SELECT overlay('abcdef' PLACING 'XX' FROM 3 FOR 2) AS a, overlay('abc', 'Z', 1) AS b;
-- case adv-strings-27
SELECT space(0) AS a, repeat('', 5) AS b, repeat('a', 0) AS c, char(0) = '' AS d, ascii('abc') AS e, chr(233) AS f, chr(-1) AS g;
-- case adv-strings-28
SELECT substring_index('a.b.c', '', 1) AS a, substring_index('a.b.c', '.', 0) AS b, substring_index('a.b.c', '.', 10) AS c, substring_index('a||b||c', '||', -2) AS d;
-- case adv-strings-29
SELECT split_part('a,b,c', ',', 1) AS a, split_part('abc', '', 1) AS b, split_part(NULL, ',', 1) AS c, split_part('a--b--c', '--', 2) AS d;
-- case adv-strings-30
SELECT url_encode('a+b=c&d é*~') AS a, url_decode('a%2Bb+c%20d') AS b, parse_url('https://x.com', 'PATH') AS c, parse_url('https://x.com/p?a=1', 'FILE') AS d, parse_url('notaurl', 'HOST') AS e, parse_url('http://u@h:8/', 'AUTHORITY') AS f, parse_url('http://u:p@h:8/', 'USERINFO') AS g;
-- case adv-strings-31
SELECT mask('Abc-123', NULL, NULL, '#') AS a, mask(NULL) AS b, mask('ÀÉab') AS c;
-- case adv-strings-32
SELECT to_char(-5, '999') AS a;
-- case adv-strings-33
SELECT to_char(0, '999') AS a, to_char(7, '009') AS b, to_char(1234.5, '9,999.99') AS c, to_char(1234567, '9,999') AS d, to_char(0.5, '0.99') AS e, to_char(0.5, '9.99') AS f;
-- case adv-strings-34
SELECT to_number('1,234.56', '9,999.99') AS a, to_number('-5', 'S9') AS b;
-- case adv-strings-35
SELECT to_number('abc', '999');
-- case adv-strings-36
SELECT try_to_number('abc', '999') AS a, try_to_number('12', '99') AS b;
-- case adv-strings-37
SELECT contains('abc', '') AS a, startswith('abc', '') AS b, contains(NULL, 'a') AS c, endswith('abc', 'abcd') AS d;
-- case adv-strings-38
SELECT greatest('apple', 'Banana') AS a, least('b', NULL) AS b, 'Z' > 'a' AS c, 'é' > 'z' AS d, '10' < '9' AS e;
-- case adv-strings-39
SELECT sentences('Hi there. Ok.') IS NOT NULL AS a;
-- case adv-strings-40
SELECT randstr(5) IS NOT NULL AS a, length(uuid()) AS b;
-- case adv-strings-41
SELECT array_join(transform(split('the quick fox', ' '), w -> initcap(w)), '_') AS a, size(split('a,b,c', ',')) AS b;
-- case adv-strings-42
SELECT quote('don''t') AS a;
-- case adv-strings-43
SELECT collate('a', 'UTF8_LCASE') = 'A' AS a;
-- case adv-strings-44
SELECT encode('é', 'utf-16') AS a;
-- case adv-strings-45
SELECT decode(X'C3A9', 'UTF-8') AS a, hex(encode('é', 'UTF-8')) AS b, decode(CAST(NULL AS BINARY), 'UTF-8') AS c;
-- case adv-strings-46
SELECT replace('aaa', 'a', 'aa') AS a, replace('abc', '', 'x') AS b, replace(NULL, 'a', 'b') AS c;
-- case adv-strings-47
SELECT char_length(CAST(12345 AS STRING)) AS a, length(CAST(1.10 AS STRING)) AS b, upper(TRUE) AS c, length(123) AS d;
-- case adv-strings-48
SELECT str_to_map('k1=v1&k2=v2', '&', '=')['k2'] AS a, str_to_map('a') AS b, str_to_map('') AS c;
