-- case casts-01
SELECT CAST('12' AS INT) AS a, CAST(' 12 ' AS INT) AS b, CAST('12.7' AS DOUBLE) AS c, CAST(1.9 AS INT) AS d, CAST(-1.9 AS INT) AS e, CAST(2.5D AS INT) AS f;
-- case casts-02
SELECT CAST('abc' AS INT);
-- case casts-03
SELECT CAST('12.7' AS INT);
-- case casts-04
SELECT TRY_CAST('abc' AS INT) AS a, TRY_CAST('2024-02-30' AS DATE) AS b, TRY_CAST(300 AS TINYINT) AS c;
-- case casts-05
SELECT CAST(300 AS TINYINT);
-- case casts-06
SELECT CAST(3000000000 AS INT);
-- case casts-07
SELECT CAST('2024-02-30' AS DATE);
-- case casts-08
SELECT CAST('2024-3-5' AS DATE) AS a, CAST('2024' AS DATE) AS b, CAST('2024-03' AS DATE) AS c;
-- case casts-09
SELECT CAST('2024-03-05 10:11:12.123456' AS TIMESTAMP) AS a, CAST('2024-03-05T10:11:12Z' AS TIMESTAMP) AS b, CAST('2024-03-05T10:11:12+02:00' AS TIMESTAMP) AS c;
-- case casts-10
SELECT CAST('true' AS BOOLEAN) AS a, CAST('yes' AS BOOLEAN) AS b, CAST('f' AS BOOLEAN) AS c, CAST(1 AS BOOLEAN) AS d, CAST(0 AS BOOLEAN) AS e;
-- case casts-11
SELECT CAST('maybe' AS BOOLEAN);
-- case casts-12
SELECT CAST(true AS INT) AS a, CAST(false AS STRING) AS b, CAST(true AS STRING) AS c, CAST(true AS DOUBLE) AS d;
-- case casts-13
SELECT CAST(123.456 AS DECIMAL(5,1)) AS a, CAST('123.456' AS DECIMAL(10,2)) AS b, CAST(1.005 AS DECIMAL(10,2)) AS c;
-- case casts-14
SELECT CAST(12345.6 AS DECIMAL(5,2));
-- case casts-15
SELECT CAST(1.0D AS STRING) AS a, CAST(1e10D AS STRING) AS b, CAST(1.5e-5D AS STRING) AS c, CAST(100D AS STRING) AS d, CAST(1e7D AS STRING) AS e, CAST(12345678.9D AS STRING) AS f;
-- case casts-16
SELECT CAST(CAST(0.1 AS FLOAT) AS STRING) AS a, CAST(CAST(3 AS FLOAT) AS STRING) AS b, CAST(CAST(0.1 AS FLOAT) AS DOUBLE) AS c;
-- case casts-17
SELECT CAST(DATE'2024-03-05' AS STRING) AS a, CAST(TIMESTAMP'2024-03-05 10:00:00' AS STRING) AS b, CAST(TIMESTAMP'2024-03-05 10:00:00.120' AS STRING) AS c;
-- case casts-18
SELECT CAST(TIMESTAMP'2024-03-05 23:59:59' AS DATE) AS a, CAST(DATE'2024-03-05' AS TIMESTAMP) AS b;
-- case casts-19
SELECT CAST(NULL AS INT) AS a, CAST(NULL AS STRING) AS b;
-- case casts-20
SELECT '5'::int AS a, 5::string AS b, '1.5'::decimal(4,2) AS c;
-- case casts-21
SELECT INT('7') AS a, STRING(7) AS b, DOUBLE('1.5') AS c, DATE('2024-01-02') AS d, BIGINT(3) AS e, BOOLEAN('true') AS f;
-- case casts-22
SELECT CAST(1.50 AS STRING) AS a, CAST(CAST(1 AS DECIMAL(10,3)) AS STRING) AS b;
-- case casts-23
SELECT CAST('NaN' AS DOUBLE) AS a, CAST('Infinity' AS DOUBLE) AS b, CAST('-inf' AS DOUBLE) AS c;
-- case casts-24
SELECT CAST(CAST('NaN' AS DOUBLE) AS INT);
-- case casts-25
SELECT CAST(array(1,2,3) AS STRING) AS a, CAST(map('a',1) AS STRING) AS b, CAST(named_struct('x',1,'y','b') AS STRING) AS c;
-- case casts-26
SELECT CAST(array('1','2') AS ARRAY<INT>) AS a, CAST(array(1, NULL) AS STRING) AS b;
-- case casts-27
SELECT CAST(1700000000 AS TIMESTAMP) AS a, CAST(TIMESTAMP'2024-01-01 00:00:00' AS BIGINT) AS b;
-- case casts-28
SELECT CAST('abc' AS BINARY) AS a, CAST(X'616263' AS STRING) AS b;
-- case casts-29
SELECT CAST('' AS INT);
-- case casts-30
SELECT CAST(1 AS DATE);
-- case casts-31
SELECT typeof(1) AS a, typeof(1L) AS b, typeof(1S) AS c, typeof(1Y) AS d, typeof(1.5) AS e, typeof(1.5D) AS f, typeof(1.5F) AS g, typeof(1e3) AS h, typeof(1.5BD) AS i;
-- case casts-32
SELECT typeof(2147483648) AS a, typeof(9223372036854775808) AS b, typeof('a') AS c, typeof(NULL) AS d, typeof(array()) AS e, typeof(map()) AS f;
-- case casts-33
SELECT typeof(array(1, 2.5)) AS a, typeof(array(1, 'a')) AS b, typeof(coalesce(1, 2L)) AS c, typeof(if(true, 1, 2.5D)) AS d;
-- case casts-34
SELECT 1 = '1' AS a, '10' > 9 AS b, 1 + '2' AS c, '3' * 2 AS d;
-- case casts-35
SELECT 'a' > 1;
-- case casts-36
SELECT CAST('1e3' AS DOUBLE) AS a, CAST('1e3' AS DECIMAL(10,2)) AS b, CAST('+5' AS INT) AS c, CAST('-0' AS INT) AS d;
