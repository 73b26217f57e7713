-- setup
CREATE TABLE j (id INT, s STRING);
INSERT INTO j VALUES (1, '{"a":1,"b":{"c":[1,2,{"d":"x"}]},"e f":"y","n":null,"t":true,"f":1.50}'), (2, 'bad'), (3, NULL), (4, '[1,2]'), (5, '{"A":2,"a":3}');
-- case ex2-func-1 ordered
SELECT id, get_json_object(s, '$.a'), get_json_object(s, '$.b.c[*]'), get_json_object(s, '$.b'), get_json_object(s, '$[0]') FROM j ORDER BY id;

-- case ex2-func-2 ordered
SELECT id, from_json(s, 'a INT, b STRUCT<c: ARRAY<STRING>>, t BOOLEAN') FROM j ORDER BY id;

-- case ex2-func-3
SELECT from_json('{"a":"1"}', 'a INT'), from_json('{"a":1.5}', 'a INT'), from_json('{"a":1}', 'a STRING'), from_json('{"a":{"b":1}}', 'a STRING'), from_json('[1,2]', 'ARRAY<INT>'), from_json('{"a":1}', 'MAP<STRING,INT>');

-- case ex2-func-4
SELECT from_json('{"d":"2024-01-02","ts":"2024-01-02T03:04:05","x":1.25}', 'd DATE, ts TIMESTAMP, x DECIMAL(5,2)');

-- case ex2-func-5
SELECT from_json('{"d":"02/01/2024"}', 'd DATE', map('dateFormat', 'dd/MM/yyyy'));

-- case ex2-func-6
SELECT from_json('{"t":"26/08/2015 10"}', 't Timestamp', map('timestampFormat', 'dd/MM/yyyy HH'));

-- case ex2-func-7
SELECT from_json('{"a":"x"}', 'a INT', map('mode', 'FAILFAST'));

-- case ex2-func-8
SELECT from_json('{bad', 'a INT, _corrupt_record STRING', map('columnNameOfCorruptRecord', '_corrupt_record'));

-- case ex2-func-9
SELECT from_json('{"a":1', 'a INT', map('mode', 'PERMISSIVE'));

-- case ex2-func-10
SELECT to_json(named_struct('a', 1, 'b', NULL, 'c', array(1, NULL), 'd', DATE '2024-01-01', 'e', 1.50, 'f', map('k', 'v'))), to_json(array(1, 2)), to_json(map('a', 1));

-- case ex2-func-11
SELECT to_json(named_struct('t', TIMESTAMP '2024-01-01 10:00:00.5', 'd', 1.0D, 'b', X'41')), to_json(named_struct('a', CAST(NULL AS INT)));

-- case ex2-func-12
SELECT to_json(named_struct('d', DATE '2024-01-02'), map('dateFormat', 'dd/MM/yyyy'));

-- case ex2-func-13
SELECT to_json(named_struct('a', NULL, 'b', 1), map('ignoreNullFields', 'false'));

-- case ex2-func-14
SELECT to_json(named_struct('t', TIMESTAMP '2015-08-26 00:00:00'), map('timestampFormat', 'dd/MM/yyyy'));

-- case ex2-func-15
SELECT to_json(1);

-- case ex2-func-16
SELECT json_array_length('[1,2,[3]]'), json_array_length('{}'), json_object_keys('{"a":1,"b":2}'), json_object_keys('[]'), json_array_length('bad');

-- case ex2-func-17
SELECT schema_of_json('{"a":1,"b":[1.5,2],"c":{"d":null}}'), schema_of_json('[{"a":1},{"b":"x"}]'), schema_of_json('1'), schema_of_json('"x"');

-- case ex2-func-18
SELECT schema_of_json('{"a":01}', map('allowNumericLeadingZeros', 'true'));

-- case ex2-func-19
SELECT json_tuple('{"a":1,"b":"x"}', 'a', 'b', 'c');

-- case ex2-func-20
SELECT parse_json('{"b":1,"a":[1,"x",null,1.5,true]}'), parse_json('1'), parse_json('"s"'), parse_json('null');

-- case ex2-func-21
SELECT parse_json('{bad');

-- case ex2-func-22
SELECT variant_get(parse_json('{"a":"12"}'), '$.a', 'INT'), variant_get(parse_json('{"a":[1,2]}'), '$.a[1]', 'STRING'), try_variant_get(parse_json('{"a":"x"}'), '$.a', 'INT'), variant_get(parse_json('{"a":1.5}'), '$.a', 'DOUBLE');

-- case ex2-func-23
SELECT variant_get(parse_json('{"a":"x"}'), '$.a', 'INT');

-- case ex2-func-24
SELECT schema_of_variant(parse_json('{"a":1,"b":[1,"x"],"c":1.5,"d":null,"e":true}')), schema_of_variant(parse_json('[]')), schema_of_variant(parse_json('123456789012')), schema_of_variant(parse_json('1e10'));

-- case ex2-func-25
SELECT schema_of_variant_agg(parse_json(x)) FROM VALUES ('{"a":1}'), ('{"a":"x","b":true}') AS t(x);

-- case ex2-func-26
SELECT pos, key, value FROM variant_explode(parse_json('{"b":1,"a":[2]}'));

-- case ex2-func-27
SELECT id, v.pos, v.key, v.value FROM (SELECT 1 AS id, parse_json('[10,{"k":1}]') AS x), LATERAL variant_explode(x) AS v;

-- case ex2-func-28
SELECT * FROM variant_explode_outer(parse_json('[]'));

-- case ex2-func-29
SELECT CAST(parse_json('5') AS INT), CAST(parse_json('"2024-01-01"') AS DATE), CAST(parse_json('[1,2]') AS ARRAY<INT>), CAST(parse_json('{"a":1}') AS MAP<STRING, INT>), CAST(parse_json('{"a":1,"b":"x"}') AS STRUCT<a: INT, b: STRING>);

-- case ex2-func-30
SELECT CAST(5 AS VARIANT), CAST('x' AS VARIANT), CAST(array(1,2) AS VARIANT), CAST(1.50 AS VARIANT), CAST(DATE '2024-01-01' AS VARIANT), typeof(CAST(5 AS VARIANT));

-- case ex2-func-31
SELECT to_variant_object(named_struct('a', 1, 'b', array('x'))), is_variant_null(parse_json('null')), is_variant_null(NULL), parse_json('1') = parse_json('1');

-- case ex2-func-32
SELECT CAST(parse_json('"abc"') AS INT);

-- case ex2-func-33
SELECT parse_json('{"a":1}') < parse_json('{"a":2}');

-- case ex2-func-34
SELECT from_csv('1,abc', 'a INT, b STRING'), from_csv('1;2024-01-02', 'a INT, b DATE', map('sep', ';')), from_csv('x,1', 'a INT, b INT'), from_csv(NULL, 'a INT');

-- case ex2-func-35
SELECT to_csv(named_struct('a', 1, 'b', 'x,y', 'c', NULL, 'd', DATE '2024-01-01')), to_csv(named_struct('a', 1, 'b', 'x'), map('sep', '|')), to_csv(named_struct('t', TIMESTAMP '2024-01-02 03:04:05'), map('timestampFormat', 'dd/MM/yyyy'));

-- case ex2-func-36
SELECT schema_of_csv('1,abc,2.5,2024-01-01'), schema_of_csv('1|abc', map('sep', '|'));

-- case ex2-func-37
SELECT hash(1), hash('a'), hash(1L), hash(1.5D), hash(NULL), hash(1, 'a', NULL), hash(true), hash(DATE '2024-01-01'), hash(array(1, 2)), hash(1.50), hash(X'41');

-- case ex2-func-38
SELECT xxhash64(1), xxhash64('a'), xxhash64(1L), xxhash64('hello world this is a longer string than 32 bytes'), xxhash64(NULL), xxhash64(1, 'a'), xxhash64(TIMESTAMP '2024-01-01 00:00:00'), xxhash64(1.5D), xxhash64(CAST(1.5 AS DECIMAL(10,2)));

-- case ex2-func-39
SELECT sha2('abc', 224), sha2('abc', 256), sha2('abc', 384), sha2('abc', 512), sha2('abc', 0), sha2('abc', 1), sha1('abc'), md5('abc'), crc32('abc');

-- case ex2-func-40
SELECT hex(aes_encrypt('Spark SQL', '1234567890abcdef', 'ECB', 'PKCS')), CAST(aes_decrypt(unhex('3A1D6CB2B3B8F1AFC1B6FB2D3AD3F1B6'), '1234567890abcdef', 'ECB') AS STRING);

-- case ex2-func-41
SELECT CAST(aes_decrypt(aes_encrypt('Spark', '0000111122223333'), '0000111122223333') AS STRING), CAST(aes_decrypt(aes_encrypt('Spark', 'abcdefghijklmnop', 'CBC'), 'abcdefghijklmnop', 'CBC') AS STRING);

-- case ex2-func-42
SELECT base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'CBC', 'DEFAULT', unhex('00000000000000000000000000000000'))), base64(aes_encrypt('Spark', 'abcdefghijklmnop12345678ABCDEFGH', 'GCM', 'DEFAULT', unhex('000000000000000000000000'), 'This is an AAD mixed into the input'));

-- case ex2-func-43
SELECT try_aes_decrypt(unhex('00'), '0000111122223333');

-- case ex2-func-44
SELECT aes_encrypt('a', 'short');

-- case ex2-func-45
SELECT encode('abc', 'UTF-16'), encode('é', 'ISO-8859-1'), encode('é', 'UTF-16BE'), encode('é', 'UTF-16LE'), encode('abc', 'US-ASCII'), decode(X'C3A9', 'UTF-8'), decode(X'E9', 'ISO-8859-1'), decode(X'FEFF0041', 'UTF-16');

-- case ex2-func-46
SELECT encode('é', 'US-ASCII');

-- case ex2-func-47
SELECT encode('a', 'foo');

-- case ex2-func-48
SELECT decode(1, 1, 'one', 2, 'two', 'other'), decode(3, 1, 'one'), decode(NULL, NULL, 'n', 'x');

-- case ex2-func-49
SELECT 'a' COLLATE UTF8_LCASE = 'A', collation('a'), collation('a' COLLATE UNICODE_CI), 'b' COLLATE UTF8_LCASE > 'A';

-- case ex2-func-50
SELECT upper(x) FROM (SELECT 'a' COLLATE UTF8_LCASE AS x) GROUP BY x;

-- case ex2-func-51
SELECT sentences('Hi there! Good morning.'), sentences('Hello, world. How are you?', 'en', 'US');

-- case ex2-func-52
SELECT size(shuffle(array(1, 2, 3))), array_sort(shuffle(array(3, 1, 2)));

-- case ex2-func-53
SELECT length(randstr(10)), length(randstr(5, 7)), uniform(1, 1), uniform(0, 10) BETWEEN 0 AND 10, typeof(uniform(1, 10)), typeof(uniform(1.5, 10));

-- case ex2-func-54
SELECT rand() BETWEEN 0 AND 1, randn() IS NOT NULL, random() < 1, typeof(rand()), length(uuid()) = 36, rand(5) BETWEEN 0 AND 1;

-- case ex2-func-55
SELECT to_number('454', '999'), to_number('454.00', '000.00'), to_number('12,454', '99,999'), to_number('$78.12', '$99.99'), to_number('12,454.8-', '99,999.9S');

-- case ex2-func-56
SELECT to_number('-5', 'S9'), to_number('5', 'MI9'), to_number('<5>', '9PR'), try_to_number('abc', '999');

-- case ex2-func-57
SELECT to_char(454, '999'), to_char(454.00, '000D00'), to_char(12454, '99G999'), to_char(78.12, '$99.99'), to_char(-12454.8, '99G999D9S'), to_char(12454.8, '99,999.9S'), to_char(-5, 'MI9'), to_char(5, 'S9'), to_char(-5, '9PR');

-- case ex2-func-58
SELECT to_char(DATE '2016-04-08', 'y'), to_char(X'616263', 'base64'), to_char(X'616263', 'hex'), to_char(X'616263', 'utf-8');

-- case ex2-func-59
SELECT to_number('abc', '999');

-- case ex2-func-60
SELECT mask('AbCD123-@$#'), mask('AbCD123-@$#', 'Q'), mask('AbCD123-@$#', 'Q', 'q', 'd', 'o'), mask(NULL), mask('AbC', NULL, 'q');

-- case ex2-func-61
SELECT luhn_check('8112189876'), luhn_check('79927398713'), luhn_check('79927398714'), luhn_check(''), luhn_check('4111 1111');

-- case ex2-func-62
SELECT url_encode('https://a b/ü?x=1&y=~*'), url_decode('https%3A%2F%2Fa+b'), try_url_decode('http%3'), parse_url('http://u:p@h.com:80/p/a?q=1&r=2#f', 'HOST'), parse_url('http://h.com/p?q=1', 'QUERY', 'q'), parse_url('http://h.com/p?q=1', 'PATH'), parse_url('http://u@h.com/p?q=1#z', 'REF'), parse_url('http://u@h.com/p?q=1#z', 'USERINFO'), parse_url('http://h.com:8080/p?q=1#z', 'AUTHORITY'), parse_url('http://h.com/p?q=1#z', 'FILE');

-- case ex2-func-63
SELECT parse_url('http://a b.com/x', 'HOST');

-- case ex2-func-64
SELECT try_parse_url('http://a b.com/x', 'HOST'), try_parse_url('http://h.com/x', 'HOST');

-- case ex2-func-65
SELECT url_decode('%zz');

-- case ex2-func-66
SELECT bitmap_count(bitmap_construct_agg(bitmap_bit_position(x))), bitmap_bucket_number(123), bitmap_bit_position(123) FROM VALUES (1), (2), (2), (3) AS t(x);

-- case ex2-func-67
SELECT bitmap_bucket_number(0), bitmap_bucket_number(32768), bitmap_bucket_number(32769), bitmap_bucket_number(-1), bitmap_bit_position(0), bitmap_bit_position(32768), bitmap_bit_position(-1), bitmap_count(X'FF01');

-- case ex2-func-68
SELECT histogram_numeric(x, 5) FROM VALUES (0), (1), (2), (10) AS t(x);

-- case ex2-func-69
SELECT approx_top_k(x) FROM VALUES (0), (0), (1), (1), (2), (0) AS t(x);

-- case ex2-func-70
SELECT hll_sketch_estimate(hll_sketch_agg(x)) FROM VALUES (1), (1), (2), (3) AS t(x);

-- case ex2-func-71
SELECT xpath_string('<a><b>x</b><c>y</c></a>', 'a/c'), xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)'), xpath('<a><b>b1</b><b>b2</b></a>', 'a/b/text()');

-- case ex2-func-72
SELECT from_xml('<p><a>1</a></p>', 'a INT');

-- case ex2-func-73
SELECT monotonically_increasing_id() >= 0, spark_partition_id() >= 0, input_file_name();

-- case ex2-func-74
SELECT java_method('java.util.UUID', 'fromString', 'a5cf6c42-0c85-418f-af6c-3e4e5b1328f2');

-- case ex2-func-75
SELECT is_valid_utf8('a'), make_valid_utf8('a'), validate_utf8('a'), try_validate_utf8('b'), is_valid_utf8(X'80');

-- case ex2-func-76
SELECT array_insert(array(1, 2), 2, 9), array_insert(array(1, 2), 5, 9), array_insert(array(1, 2), -1, 9), array_insert(array(1), -3, 9), array_append(array(1), NULL), array_prepend(array(1), 0), array_compact(array(1, NULL));

-- case ex2-func-77
SELECT array_insert(array(1), 0, 1);

-- case ex2-func-78
SELECT array_union(array(2, 1, NULL), array(1, 3, NULL)), array_intersect(array(1, 2, 2), array(2, 2)), array_except(array(1, 1, NULL), array(2)), array_distinct(array(1, 1, NULL, NULL)), arrays_overlap(array(1, NULL), array(2)), arrays_overlap(array(1), array(2)), array_position(array(3, 1), 1), array_remove(array(1, NULL, 1), 1), array_repeat('x', 2);

-- case ex2-func-79
SELECT array_contains(array(1, NULL), 2), array_contains(array(1, NULL), 1), array_contains(array(1), 'a');

-- case ex2-func-80
SELECT array_max(array(1, NULL, 3)), array_min(array('b', 'a')), array_size(NULL), size(NULL), cardinality(array(1)), size(map('a', 1)), array_join(array('a', NULL, 'b'), '-'), array_join(array('a', NULL, 'b'), '-', '*'), flatten(array(array(1), array(2, 3))), flatten(array(array(1), NULL)), slice(array(1, 2, 3, 4), 2, 2), slice(array(1, 2, 3), -2, 5), sort_array(array(2, NULL, 1)), sort_array(array(2, NULL, 1), false), array_sort(array(2, NULL, 1));

-- case ex2-func-81
SELECT slice(array(1, 2), 0, 1);

-- case ex2-func-82
SELECT transform(array(1, 2), x -> x * 2), transform(array(5, 6), (x, i) -> x + i), filter(array(1, 2, 3), x -> x > 1), filter(array(7, 8, 9), (x, i) -> i > 0), exists(array(1, NULL), x -> x > 1), forall(array(1, 2), x -> x > 0), forall(array(1, NULL), x -> x > 0), aggregate(array(1, 2, 3), 0, (a, x) -> a + x), aggregate(array(1, 2), 10, (a, x) -> a + x, a -> a * 2), reduce(array('a', 'b'), '', (a, x) -> a || x);

-- case ex2-func-83
SELECT zip_with(array(1, 2), array('a'), (x, y) -> struct(x, y)), array_sort(array('bb', 'a', 'ccc'), (l, r) -> length(r) - length(l)), arrays_zip(array(1, 2), array('a', 'b', 'c')), map_filter(map('a', 1, 'b', 2), (k, v) -> v > 1), transform_keys(map('a', 1), (k, v) -> upper(k)), transform_values(map('a', 1), (k, v) -> v + 1), map_zip_with(map('a', 1), map('a', 2, 'b', 3), (k, v1, v2) -> coalesce(v1, 0) + v2);

-- case ex2-func-84
SELECT aggregate(array(1, 2), 0, (a, x) -> a + x * 1.5);

-- case ex2-func-85
SELECT transform(array(array(1, 2), array(3)), a -> transform(a, x -> x + size(a))), filter(map_keys(map('a', 1)), k -> k = 'a'), transform(sequence(1, 3), i -> named_struct('i', i, 'sq', i * i));

-- case ex2-func-86
SELECT map_concat(map('a', 1), map('b', 2)), map_entries(map('a', 1)), map_keys(map(1, 2)), map_values(map(1, NULL)), map_from_entries(array(struct('a', 1))), map_contains_key(map('a', 1), 'a'), str_to_map('a:1,b:2'), str_to_map('a=1;b', ';', '='), map_from_arrays(array('x'), array(1.5));

-- case ex2-func-87
SELECT map_concat(map('a', 1), map('a', 2));

-- case ex2-func-88
SELECT named_struct('a', 1, 'b', named_struct('c', 'x')).b.c, struct(1, 'a').col2, array(named_struct('a', 1), named_struct('a', 2)).a, map('k', named_struct('v', 5)).k.v;

-- case ex2-func-89
SELECT named_struct('a', 1) = named_struct('a', 1), named_struct('a', 1) < named_struct('a', 2), array(1, 2) < array(1, 3), array(1) = array(1L), struct(1, NULL) = struct(1, NULL);

-- case ex2-func-90
SELECT map('a', 1) = map('a', 1);

-- case ex2-func-91
SELECT explode(map('a', 1)) , 5;

-- case ex2-func-92
SELECT posexplode(array('x', 'y'));

-- case ex2-func-93
SELECT split('a,b,,c', ','), split('a1b2c', '[0-9]'), split('abc', ''), split('a,b,c', ',', 2), split('a,b,,', ',', -1), split(NULL, ','), split('aXbX', 'X', 0);

-- case ex2-func-94
SELECT regexp_replace('abc123def', '(\\d+)', '<$1>'), regexp_replace('aaa', 'a', 'b', 2), regexp_extract('foo-bar', '(\\w+)-(\\w+)', 2), regexp_extract('x', '(\\d+)', 1), regexp_extract_all('a1b22', '(\\d+)', 1), regexp_count('abab', 'ab'), regexp_instr('xxab', 'ab'), regexp_substr('foo123', '\\d+');

-- case ex2-func-95
SELECT regexp_extract('foo', '(', 1);

-- case ex2-func-96
SELECT regexp_replace('foobar', '(?<=foo)bar', 'X'), 'foobar' RLIKE 'foo(?!baz)', regexp_extract('aab', '(a)\\1b', 0);

-- case ex2-func-97
SELECT split_part('a.b.c', '.', 2), split_part('a.b.c', '.', -1), split_part('a', '.', 5), substring_index('a.b.c', '.', 2), substring_index('a.b.c', '.', -1), instr('abc', 'c'), locate('b', 'abcb', 3), position('b' IN 'abc'), find_in_set('b', 'a,b'), ascii('€'), chr(65), char(256 + 65), chr(-1);

-- case ex2-func-98
SELECT split_part('a.b', '.', 0);

-- case ex2-func-99
SELECT lpad('a', 3, 'xy'), rpad('abc', 2), lpad(X'01', 3, X'00'), trim('  a '), trim(BOTH 'x' FROM 'xax'), trim(LEADING 'x' FROM 'xax'), ltrim('x', 'xxa'), btrim('xyaxy', 'xy'), repeat('ab', 2), space(2) || '|', overlay('abcdef' PLACING 'ZZ' FROM 2 FOR 3), translate('abc', 'ab', 'x'), soundex('Robert'), levenshtein('kitten', 'sitting'), levenshtein('kitten', 'sitting', 2), initcap('o\'neil mc-donald');

-- case ex2-func-100
SELECT format_string('%d %s %5.2f %05d %x %%', 5, 'a', 1.5, 42, 255), format_number(1234567.891, 2), format_number(12345, '#,###.00'), format_number(0.5, 0), printf('%-5s|', 'a'), concat_ws(',', 'a', NULL, array('b', NULL)), concat_ws(NULL, 'a'), concat('a', 1, true), elt(2, 'a', 'b');

-- case ex2-func-101
SELECT substring('Spark' FROM 2 FOR 3), substring(X'010203', 2, 1), left(X'0102', 1);

-- case ex2-func-102
SELECT contains('abc', 'b'), startswith('abc', 'a'), endswith('abc', NULL), contains(X'0102', X'02'), startswith(X'0102', X'01'), length(X'0102'), bit_length('a'), octet_length('é'), char_length('é'), reverse(array(1, 2)), to_binary('0A', 'hex'), try_to_binary('zz', 'hex'), to_binary('YQ==', 'base64');

-- case ex2-func-103
SELECT equal_null(1, NULL), nanvl(CAST('NaN' AS DOUBLE), 5), isnan(CAST('NaN' AS DOUBLE)), isnull(NULL), isnotnull(1), zeroifnull(NULL), nullifzero(0), positive(-1), negative(1), sign(-2.5), signum(5), e(), pi(), degrees(pi()), radians(180), hypot(3, 4), rint(2.5), cot(1), sec(0), csc(1);

-- case ex2-func-104
SELECT try_element_at(map('a', 1), 'b'), try_to_number('1', '9'), try_divide(1, 0), try_add(2147483647, 1), try_multiply(1L, 2), try_avg(x), try_sum(x), try_reflect('java.lang.Math', 'abs', -1) FROM VALUES (1), (2) AS t(x);

-- case ex2-func-105
SELECT max_by(x, y, 2), min_by(x, y, 2) FROM VALUES ('a', 1), ('b', 3), ('c', 2) AS t(x, y);

-- case ex2-func-106
SELECT mode(x), mode(x, true), mode() WITHIN GROUP (ORDER BY x) FROM VALUES (1), (1), (2), (2) AS t(x);

-- case ex2-func-107
SELECT count_min_sketch(x, 0.5D, 0.5D, 1) FROM VALUES (1), (2) AS t(x);

-- case ex2-func-108
SELECT approx_percentile(x, array(0.5, 0.9), 100), percentile(x, 0.3, 2), any(x > 1), first(x) IGNORE NULLS, last(x, true) FROM VALUES (1), (2), (3) AS t(x);

-- case ex2-func-109
SELECT getdate() IS NOT NULL, session_user() IS NOT NULL, current_schema(), current_version() IS NOT NULL;

-- case ex2-func-110
SELECT sql_keywords() IS NULL;

-- case ex2-func-111
SELECT count(*) > 100 FROM sql_keywords();

-- case ex2-func-112
SELECT count(*) > 1 FROM collations();

-- case ex2-func-113
SELECT h3_longlatash3(100.0, 45.0, 6);

-- case ex2-func-114
SELECT st_point(1, 2);

-- case ex2-func-115
SELECT ai_query('x', 'y');

-- case ex2-func-116
SELECT nosuchfn(1);

-- case ex2-func-117
SELECT upper('a', 'b');

-- case ex2-func-118
SELECT abs('x');

-- case ex2-func-119
SELECT sum('x');

-- case ex2-func-120
SELECT length(array(1));

-- case ex2-func-121
SELECT upper(1), length(123), concat(1, 2), substring(12345, 2, 2), abs('-5'), sqrt('4'), round('2.5'), year('2024-05-01'), array_contains(array('1'), 1);

-- case ex2-func-122
SELECT timestamp('2024-01-01'), case when true then timestamp_ntz'2024-01-01 00:00:00' end;

-- case ex2-func-123
SELECT ln(10) = log(10), log(2, 8), power(2, 0.5), pow(2, 3), mod(10, 3), ceiling(1.5), random(1) < 1, bround(25, -1), round(25, -1), round(-0.4), floor(-0.5), trunc('2024-05-05', 'MM');
