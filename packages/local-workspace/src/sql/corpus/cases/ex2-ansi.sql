-- setup
CREATE TABLE n (id INT, b TINYINT, s SMALLINT, i INT, l BIGINT, f FLOAT, d DOUBLE, m DECIMAL(10,2), t STRING);
INSERT INTO n VALUES (1, 1, 1, 1, 1, 1.5, 1.5, 1.25, '1'), (2, 127, 32767, 2147483647, 9223372036854775807, 3.4e38, 1.7e308, 99999999.99, 'abc'), (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (4, -128, -32768, -2147483648, -9223372036854775808, -0.0, -0.0, -0.01, ' 12 '), (5, 0, 0, 0, 0, 0.0, 0.0, 0.00, '');
-- case ex2-ansi-1
SELECT i + 1 FROM n WHERE id = 2;

-- case ex2-ansi-2
SELECT i - 1 FROM n WHERE id = 4;

-- case ex2-ansi-3
SELECT l * 2 FROM n WHERE id = 2;

-- case ex2-ansi-4
SELECT b + b FROM n WHERE id = 2;

-- case ex2-ansi-5
SELECT s * s FROM n WHERE id = 2;

-- case ex2-ansi-6
SELECT -i FROM n WHERE id = 4;

-- case ex2-ansi-7
SELECT abs(i) FROM n WHERE id = 4;

-- case ex2-ansi-8
SELECT abs(l) FROM n WHERE id = 4;

-- case ex2-ansi-9
SELECT -l FROM n WHERE id = 4;

-- case ex2-ansi-10
SELECT id, i / 0 FROM n WHERE id = 1;

-- case ex2-ansi-11
SELECT id, m / 0 FROM n WHERE id = 1;

-- case ex2-ansi-12
SELECT id, d / 0 FROM n WHERE id = 1;

-- case ex2-ansi-13
SELECT i % 0 FROM n WHERE id = 1;

-- case ex2-ansi-14
SELECT i div 0 FROM n WHERE id = 1;

-- case ex2-ansi-15
SELECT l div -1 FROM n WHERE id = 4;

-- case ex2-ansi-16
SELECT id, CAST(d AS INT) FROM n WHERE id = 2;

-- case ex2-ansi-17
SELECT id, CAST(l AS INT) FROM n WHERE id = 2;

-- case ex2-ansi-18
SELECT id, CAST(i AS TINYINT) FROM n WHERE id = 2;

-- case ex2-ansi-19
SELECT id, CAST(f AS BIGINT) FROM n WHERE id = 2;

-- case ex2-ansi-20
SELECT id, CAST(m AS TINYINT) FROM n WHERE id = 2;

-- case ex2-ansi-21
SELECT id, CAST(m AS DECIMAL(4,1)) FROM n WHERE id = 2;

-- case ex2-ansi-22 ordered
SELECT id, try_cast(m AS DECIMAL(4,1)) FROM n ORDER BY id;

-- case ex2-ansi-23
SELECT id, CAST(t AS INT) FROM n WHERE id = 4;

-- case ex2-ansi-24
SELECT id, CAST(t AS INT) FROM n WHERE id = 2;

-- case ex2-ansi-25
SELECT id, CAST(t AS INT) FROM n WHERE id = 5;

-- case ex2-ansi-26 ordered
SELECT id, try_cast(t AS INT) FROM n ORDER BY id;

-- case ex2-ansi-27 ordered
SELECT id, try_cast(t AS DOUBLE), try_cast(t AS BOOLEAN), try_cast(t AS DATE) FROM n ORDER BY id;

-- case ex2-ansi-28 ordered
SELECT t + 1 FROM n WHERE id IN (1, 4) ORDER BY id;

-- case ex2-ansi-29
SELECT t + 1 FROM n WHERE id = 2;

-- case ex2-ansi-30
SELECT t * 1.5 FROM n WHERE id = 1;

-- case ex2-ansi-31
SELECT t = 1 FROM n WHERE id = 1;

-- case ex2-ansi-32
SELECT t = 1 FROM n WHERE id = 2;

-- case ex2-ansi-33
SELECT i = '1' FROM n WHERE id = 1;

-- case ex2-ansi-34
SELECT sum(i) FROM n;

-- case ex2-ansi-35
SELECT avg(i), avg(l), avg(m), avg(d) FROM n WHERE id <> 2;

-- case ex2-ansi-36
SELECT sum(m), sum(f), sum(b), sum(s) FROM n WHERE id <> 2;

-- case ex2-ansi-37
SELECT try_sum(l), try_avg(l) FROM n WHERE id IN (1,2);

-- case ex2-ansi-38 ordered
SELECT try_add(i, 1), try_subtract(i, 1), try_multiply(i, 2), try_divide(i, 0), try_mod(i, 0) FROM n ORDER BY id;

-- case ex2-ansi-39
SELECT m * m, m + m, m - m, m / m FROM n WHERE id = 1;

-- case ex2-ansi-40
SELECT m * m * m * m FROM n WHERE id = 2;

-- case ex2-ansi-41
SELECT m / 3, m % 3, m div 3 FROM n WHERE id = 1;

-- case ex2-ansi-42
SELECT m + 1, m + 1L, m + 1.5, m + 1.5D, m * 2 FROM n WHERE id = 1;

-- case ex2-ansi-43
SELECT -0.0, -0.0D, f, d, d = 0, CAST(d AS STRING) FROM n WHERE id = 4;

-- case ex2-ansi-44
SELECT round(2.5), round(-2.5), round(2.5D), bround(2.5), bround(3.5), bround(2.5D), round(1234.567, -2), round(1234567, -3);

-- case ex2-ansi-45
SELECT ceil(2.1), floor(-2.1), ceil(2.1D), floor(2.9D), ceil(1234.567, 1), floor(-1234.567, 2), ceil(1234.5, -2);

-- case ex2-ansi-46
SELECT CAST(1e400 AS DOUBLE);

-- case ex2-ansi-47
SELECT 1e400D;

-- case ex2-ansi-48
SELECT 99999999999999999999999999999999999999;

-- case ex2-ansi-49
SELECT 999999999999999999999999999999999999999;

-- case ex2-ansi-50
SELECT 9223372036854775808;

-- case ex2-ansi-51
SELECT 2147483648, -2147483648, 128Y;

-- case ex2-ansi-52
SELECT 127Y, 32767S, 1L, 1.5F, 1.5D, 1.5BD, 1e3, 1e3BD;

-- case ex2-ansi-53
SELECT -128Y;

-- case ex2-ansi-54
SELECT CAST('1e3' AS INT);

-- case ex2-ansi-55
SELECT CAST('1.5' AS INT);

-- case ex2-ansi-56
SELECT CAST('1e3' AS DECIMAL(10,0)), CAST('1.567' AS DECIMAL(10,2)), CAST(' 1.5 ' AS DECIMAL(5,1));

-- case ex2-ansi-57
SELECT CAST('12345.678' AS DECIMAL(5,2));

-- case ex2-ansi-58
SELECT CAST(12345.678 AS DECIMAL(5,2));

-- case ex2-ansi-59
SELECT CAST(1.005 AS DECIMAL(3,2)), CAST(1.005D AS DECIMAL(3,2)), CAST(2.675F AS DECIMAL(3,2));

-- case ex2-ansi-60
SELECT CAST('NaN' AS DOUBLE), CAST('Infinity' AS FLOAT), CAST('-inf' AS DOUBLE), CAST('nan' AS FLOAT);

-- case ex2-ansi-61
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE), CAST('NaN' AS DOUBLE) > 1e300D, CAST('NaN' AS INT);

-- case ex2-ansi-62
SELECT CAST(CAST('NaN' AS DOUBLE) AS INT);

-- case ex2-ansi-63
SELECT CAST(true AS INT), CAST(0 AS BOOLEAN), CAST('yes' AS BOOLEAN), CAST('N' AS BOOLEAN), CAST(1.5 AS BOOLEAN);

-- case ex2-ansi-64
SELECT CAST('maybe' AS BOOLEAN);

-- case ex2-ansi-65
SELECT CAST(NULL AS INT) + 1, NULL + 1, NULL || 'a', NOT NULL, NULL AND false, NULL OR true;

-- case ex2-ansi-66
SELECT 1 = NULL, NULL <=> NULL, 1 <=> NULL, NULL IS NULL, NULL IN (1, 2), 1 IN (NULL, 2), 1 NOT IN (2, NULL);

-- case ex2-ansi-67
SELECT 5 / 2, 5 div 2, -5 div 2, 5 % -3, -5 % 3, pmod(-5, 3), mod(-5.5, 2), 5 / 2.0, 7.0 / 2;

-- case ex2-ansi-68
SELECT 1.0 / 3, 1.00 / 3.00, CAST(1 AS DECIMAL(38,10)) / 3, 1 / CAST(3 AS DECIMAL(5,2));

-- case ex2-ansi-69
SELECT CAST(1 AS DECIMAL(38,18)) * CAST(1 AS DECIMAL(38,18)), CAST(1 AS DECIMAL(38,0)) + CAST(1 AS DECIMAL(38,38));

-- case ex2-ansi-70
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) + 1;

-- case ex2-ansi-71
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) * 10;

-- case ex2-ansi-72
SELECT 0.1 + 0.2, 0.1D + 0.2D, 0.1F + 0.2F, 0.1F + 0.2D, 1.1 * 1.1, 1.1D * 1.1D;

-- case ex2-ansi-73
SELECT CAST(0.1F AS DOUBLE), CAST(0.1F AS DECIMAL(10,8)), CAST(0.1D AS FLOAT), CAST(16777217 AS FLOAT);

-- case ex2-ansi-74
SELECT array(1,2,3)[3];

-- case ex2-ansi-75
SELECT array(1,2,3)[-1];

-- case ex2-ansi-76
SELECT element_at(array(1,2,3), 4);

-- case ex2-ansi-77
SELECT element_at(array(1,2,3), 0);

-- case ex2-ansi-78
SELECT element_at(array(1,2,3), -1), element_at(array(1,2,3), -4);

-- case ex2-ansi-79
SELECT try_element_at(array(1,2,3), 4), get(array(1,2,3), 3), get(array(1,2,3), -1);

-- case ex2-ansi-80
SELECT map('a', 1)['b'], element_at(map('a', 1), 'b'), try_element_at(map('a', 1), 'b');

-- case ex2-ansi-81
SELECT map('a', 1, 'a', 2);

-- case ex2-ansi-82
SELECT map(NULL, 1);

-- case ex2-ansi-83
SELECT map_from_arrays(array(1, 1), array('a', 'b'));

-- case ex2-ansi-84
SELECT elt(3, 'a', 'b');

-- case ex2-ansi-85
SELECT CAST('2024-02-30' AS DATE);

-- case ex2-ansi-86
SELECT DATE '2024-02-30';

-- case ex2-ansi-87
SELECT TIMESTAMP '2024-13-01 00:00:00';

-- case ex2-ansi-88
SELECT try_cast('2024-02-30' AS DATE), CAST('2024-2-3' AS DATE), CAST('2024' AS DATE), CAST('2024-02' AS DATE);

-- case ex2-ansi-89
SELECT to_date('2024-02-30', 'yyyy-MM-dd');

-- case ex2-ansi-90
SELECT to_date('30/02/2024', 'dd/MM/yyyy');

-- case ex2-ansi-91
SELECT to_timestamp('2024-01-01', 'yyyy-MM-dd HH:mm');

-- case ex2-ansi-92
SELECT try_to_timestamp('2024-01-01', 'yyyy-MM-dd HH:mm'), try_to_timestamp('foo');

-- case ex2-ansi-93
SELECT to_date('foo');

-- case ex2-ansi-94
SELECT make_date(2024, 2, 30);

-- case ex2-ansi-95
SELECT make_timestamp(2024, 2, 28, 25, 0, 0);

-- case ex2-ansi-96
SELECT try_make_timestamp(2024, 2, 28, 25, 0, 0), make_timestamp(2024, 2, 28, 23, 0, 1.5);

-- case ex2-ansi-97
SELECT make_date(2024, 2, 29);

-- case ex2-ansi-98
SELECT date_add(DATE '2024-01-31', 1), add_months(DATE '2024-01-31', 1), DATE '2024-01-31' + INTERVAL 1 MONTH;

-- case ex2-ansi-99
SELECT substring('hello', 0, 2), substring('hello', -3, 2), substring('hello', 2), substr('hello', 10), left('hello', -1), right('hello', 2);

-- case ex2-ansi-100
SELECT raise_error('boom');

-- case ex2-ansi-101
SELECT assert_true(1 > 2);

-- case ex2-ansi-102
SELECT assert_true(1 > 2, 'custom message');

-- case ex2-ansi-103
SELECT assert_true(true);

-- case ex2-ansi-104
SELECT CAST(interval 1 day AS INT);

-- case ex2-ansi-105
SELECT CAST(INTERVAL '5' DAY AS INT), CAST(INTERVAL '5' HOUR AS BIGINT), CAST(INTERVAL '1-2' YEAR TO MONTH AS INT);

-- case ex2-ansi-106
SELECT CAST(X'41' AS INT);

-- case ex2-ansi-107
SELECT CAST(X'4142' AS STRING), CAST('AB' AS BINARY), CAST(1 AS BINARY), hex(CAST(258 AS BINARY));

-- case ex2-ansi-108
SELECT CAST(DATE '2024-01-01' AS INT);

-- case ex2-ansi-109
SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS INT), CAST(TIMESTAMP '2024-01-01 00:00:00.9' AS BIGINT), CAST(TIMESTAMP '1969-12-31 23:59:59.5' AS BIGINT);

-- case ex2-ansi-110
SELECT CAST(1704067200 AS TIMESTAMP), CAST(1704067200.5 AS TIMESTAMP), CAST(1704067200.25D AS TIMESTAMP), CAST(-1.5 AS TIMESTAMP);

-- case ex2-ansi-111
SELECT CAST(1 AS DATE);

-- case ex2-ansi-112
SELECT CAST(true AS TIMESTAMP);

-- case ex2-ansi-113
SELECT CAST(true AS DATE);

-- case ex2-ansi-114
SELECT CAST(array(1, 2) AS ARRAY<STRING>), CAST(array('1', 'x') AS ARRAY<INT>);

-- case ex2-ansi-115
SELECT try_cast(array('1', 'x') AS ARRAY<INT>);

-- case ex2-ansi-116
SELECT CAST(map(1, '2') AS MAP<STRING, INT>), CAST(named_struct('a', 1, 'b', '2') AS STRUCT<x: STRING, y: INT>);

-- case ex2-ansi-117
SELECT CAST(array(1) AS INT);

-- case ex2-ansi-118
SELECT bigint('12'), int(3.7), double('1.5'), string(12), date('2024-01-01'), boolean('true'), decimal('3'), timestamp('2024-01-01'), float('2.5'), tinyint('5'), smallint(7), binary('a');

-- case ex2-ansi-119
SELECT factorial(20), factorial(21), factorial(-1);

-- case ex2-ansi-120
SELECT sqrt(-1), ln(0), ln(-1), log(10, 100), log10(0), exp(1000), pow(0, -1), acos(2), asin(-2), log2(8), cbrt(27), log1p(-1), expm1(0);

-- case ex2-ansi-121
SELECT width_bucket(5.3, 0.2, 10.6, 5), width_bucket(-2.1, 1.3, 3.4, 3), width_bucket(8.1, 0.0, 5.7, 4), width_bucket(-0.9, 5.2, 0.5, 2);

-- case ex2-ansi-122
SELECT conv('100', 2, 10), conv(-10, 16, -10), conv('FF', 16, 2), conv('9223372036854775808', 10, 16), conv('zz', 36, 10), conv('8', 8, 10);

-- case ex2-ansi-123
SELECT bin(-1), hex(-1), hex('Spark'), unhex('4'), unhex('zz'), bin(13);

-- case ex2-ansi-124
SELECT shiftleft(1, 33), shiftright(-8, 1), shiftrightunsigned(-8, 1), 1 << 31, 1L << 63, bit_count(-1), bit_get(11, 0), getbit(11, 2);

-- case ex2-ansi-125
SELECT greatest(1, 2.5, 3L), least('a', 'b'), greatest(1, NULL, 3), greatest(DATE '2024-01-01', TIMESTAMP '2024-01-01 01:00:00');

-- case ex2-ansi-126
SELECT greatest(1, 'a');

-- case ex2-ansi-127
SELECT coalesce(1, 'a');

-- case ex2-ansi-128
SELECT coalesce(NULL, '1', 2), nvl(NULL, 2.5), ifnull(1, 2L), nvl2(NULL, 1, 'b'), nullif(1, 1), nullif('a', 1);

-- case ex2-ansi-129
SELECT CASE WHEN 1 > 0 THEN 1 ELSE 'x' END;

-- case ex2-ansi-130
SELECT CASE 1 WHEN 1 THEN 'a' WHEN 2 THEN 'b' END, IF(true, 1, 2.5);

-- case ex2-ansi-131
SELECT typeof(1 + 1.0), typeof(1L + 1.0), typeof(1 / 1), typeof(1.0 * 1.0), typeof(1 + '1'), typeof(1.0 + '1'), typeof('1' || 1), typeof(coalesce(1, 2L)), typeof(array(1, 2.5)), typeof(NULL);

-- case ex2-ansi-132
SELECT typeof(INTERVAL '1' DAY), typeof(INTERVAL 1 MONTH), typeof(INTERVAL 1 DAY + INTERVAL 1 HOUR), typeof(DATE '2024-01-02' - DATE '2024-01-01'), typeof(TIMESTAMP '2024-01-02 00:00:00' - TIMESTAMP '2024-01-01 00:00:00');
