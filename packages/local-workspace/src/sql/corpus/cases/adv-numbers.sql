-- case adv-numbers-01
SELECT round(-1.5) AS a, round(1.25, 1) AS b, round(-1.25, 1) AS c, round(1.5D) AS d, round(-2.5D) AS e, round(123.456, -1) AS f, round(155, -2) AS g, round(NULL, 2) AS h, round(0.125D, 2) AS i, round(1e20D, 2) AS j;
-- case adv-numbers-02
SELECT round(99.99, 1) AS a, round(CAST(9.995 AS DECIMAL(4,3)), 2) AS b, typeof(round(1.234, 2)) AS c, typeof(round(1.234)) AS d, typeof(round(5)) AS e, typeof(round(1.5F)) AS f, round(5.5F) AS g;
-- case adv-numbers-03
SELECT ceil(5.5) AS a, ceil(-5.5D) AS b, floor(5.5F) AS c, ceil(1234.567, -2) AS d, floor(-0.5) AS e, typeof(ceil(5.5)) AS f, typeof(floor(5.5D)) AS g, typeof(ceil(5)) AS h, ceil(NULL) AS i;
-- case adv-numbers-04
SELECT bround(0.5D) AS a, bround(1.5D) AS b, bround(-2.5D) AS c, bround(15, -1) AS d, bround(35, -1) AS e, bround(2.35, 1) AS f, bround(2.25D, 1) AS g;
-- case adv-numbers-05
SELECT 5 / 2 AS a, 5L / 2L AS b, 5.0 / 2 AS c, 5 / 2.5D AS d, CAST(5 AS TINYINT) / CAST(2 AS TINYINT) AS e, 1 / 3 AS f, -1 / 3.0 AS g, 0 / 5 AS h;
-- case adv-numbers-06
SELECT typeof(1.5 * 2.5) AS a, typeof(1.5 + 1) AS b, typeof(1.5 / 2) AS c, typeof(2 * 1.5D) AS d, typeof(1 + 1L) AS e, typeof(CAST(1 AS SMALLINT) + CAST(1 AS TINYINT)) AS f, typeof(1.5F + 1.5) AS g, typeof(5 div 2) AS h, typeof(5 % 2L) AS i;
-- case adv-numbers-07
SELECT 10.5 div 3 AS a, -7.5 div 2 AS b, 10 div 2.5 AS c, mod(10.5, 3) AS d, 10.5 % -3 AS e, -10.5 % 3 AS f, mod(-5, 3) AS g;
-- case adv-numbers-08
SELECT pmod(-10, 3) AS a, pmod(10, -3) AS b, pmod(-10.5D, 3) AS c, pmod(5, 0);
-- case adv-numbers-09
SELECT power(2, -1) AS a, pow(0, 0) AS b, pow(-8, 1/3) AS c, sqrt(2) AS d, cbrt(-8) AS e, exp(1) AS f, ln(10) AS g, log(10, 1000) AS h, log(2.718281828) AS i, sqrt(NULL) AS j;
-- case adv-numbers-10
SELECT log(0, 5) AS a, log(1, 5) AS b, log(2, 0) AS c, ln(-1) AS d, log1p(-1) AS e, log2(0) AS f;
-- case adv-numbers-11
SELECT acos(2) AS a, asin(0.5) AS b, atan(1) AS c, cot(1) AS d, sec(1) AS e, csc(1) AS f, sinh(1) AS g, cosh(1) AS h, tanh(0.5) AS i, asinh(1) AS j, acosh(1) AS k, atanh(0.5) AS l;
-- case adv-numbers-12
SELECT abs(-128Y);
-- case adv-numbers-13
SELECT abs(-2147483648);
-- case adv-numbers-14
SELECT abs(-1.5D) AS a, abs(CAST(-1.25 AS DECIMAL(5,2))) AS b, abs(NULL) AS c, abs('-3') AS d, sign(-2.5) AS e, signum(0.0D) AS f, sign(5L) AS g;
-- case adv-numbers-15
SELECT try_divide(1, 0) AS a, try_divide(5.0, 2) AS b, try_add(1.5, 2) AS c, try_multiply(3000000000L, 4000000000L) AS d, try_subtract(5, 7) AS e, try_add(CAST(127 AS TINYINT), CAST(1 AS TINYINT)) AS f, try_mod(5, 0) AS g, try_divide(NULL, 1) AS h;
-- case adv-numbers-16
SELECT conv('7fffffffffffffff', 16, 10) AS a, conv('zz', 36, 10) AS b, conv('12', 10, 2) AS c, conv('-1', 10, 16) AS d, conv('abc', 10, 2) AS e, conv('', 10, 2) AS f, conv('10', 10, 37) AS g;
-- case adv-numbers-17
SELECT bin(0) AS a, bin(255L) AS b, hex(0) AS c, hex(-255) AS d, hex(9223372036854775807) AS e;
-- case adv-numbers-18
SELECT 1e400D AS a;
-- case adv-numbers-19
SELECT 1.0E-10 AS a, 123456789012345678901234567890 AS b, 1e-3 AS d, 12345678901234567890.123 AS e;
-- case adv-numbers-20
SELECT CAST(1 AS DECIMAL(38,0)) / 3 AS a, CAST(2 AS DECIMAL(20,10)) / CAST(3 AS DECIMAL(20,10)) AS b, 1.000 / 7 AS c, 100.00 / 0.03 AS d, 22 / 7.0 AS e;
-- case adv-numbers-21
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) + 1;
-- case adv-numbers-22
SELECT CAST(0.1 AS FLOAT) + CAST(0.2 AS FLOAT) AS a, CAST(0.1 AS FLOAT) = 0.1D AS b, CAST(16777217 AS FLOAT) AS c, CAST(1.1 AS FLOAT) * 2 AS d;
-- case adv-numbers-23
SELECT -0.0D AS a, 0.0D * -1 AS b, CAST('-0.0' AS DOUBLE) AS c, 1.0D / 3 AS d, 2.0D / 3.0D AS e, 1e15D AS f, 1e16D AS g, 123456.789e3D AS h, 1.0E7D AS i, 9999999.0D AS j, 0.001D AS k, 0.0001D AS l;
-- case adv-numbers-24
SELECT CAST('Infinity' AS DOUBLE) + 1 AS a, CAST('Infinity' AS DOUBLE) - CAST('Infinity' AS DOUBLE) AS b, CAST('NaN' AS DOUBLE) <=> CAST('NaN' AS DOUBLE) AS c;
-- case adv-numbers-25
SELECT greatest(1, 2L, 3.5) AS a, greatest(NULL, NULL) AS b;
-- case adv-numbers-26
SELECT factorial(0) AS a, factorial(-1) AS b, factorial(NULL) AS c, width_bucket(0, 0, 10, 5) AS d, width_bucket(10, 0, 10, 5) AS e, width_bucket(-1, 0, 10, 5) AS f, width_bucket(5, 10, 0, 5) AS g;
-- case adv-numbers-27
SELECT 7 & 2 AS a, 7 | 8L AS b, 5 ^ 1 AS c, ~0 AS d, shiftleft(1, 33) AS e, shiftleft(1L, 33) AS f, 1 << 3 AS g, -16 >> 2 AS h, -1 >>> 28 AS i, bit_count(-1) AS j, bit_count(true) AS k;
-- case adv-numbers-28
SELECT rint(-2.5) AS a, rint(3.5) AS b, hypot(5, 12) AS c, degrees(1) AS d, radians(90) AS e, pi() AS f, e() AS g;
-- case adv-numbers-29
SELECT 1 + NULL AS a, NULL * 2.5 AS b, NULL / NULL AS c, -NULL AS d, NULL = 1 AS e;
-- case adv-numbers-30
SELECT 5 BETWEEN 3 AND NULL AS a, NULL BETWEEN 1 AND 2 AS b, 5 BETWEEN SYMMETRIC 7 AND 3 AS c;
-- case adv-numbers-31
SELECT '5' + 5 AS a, '5' * '2' AS b, '1.5' + 1 AS c, 10 - '3' AS d, '7' % 4 AS e;
-- case adv-numbers-32
SELECT 'a' + 1;
-- case adv-numbers-33
SELECT 1 + true;
-- case adv-numbers-34
SELECT 3 > 2.5 AS a, 3 = 3.0D AS b, '3' = 3 AS c, 3L <=> 3 AS d, 1.10 = 1.1 AS e, CAST(1.1 AS FLOAT) = 1.1 AS f;
-- case adv-numbers-35
SELECT nanvl(NULL, 1) AS a, isnan(NULL) AS b, nanvl(1.5F, 2) AS c, isnan('NaN') AS d;
-- case adv-numbers-36
SELECT sum(x) AS s, avg(x) AS a, typeof(avg(x)) AS t, typeof(sum(x)) AS u FROM VALUES (1.25), (2.50), (NULL) AS t(x);
-- case adv-numbers-37
SELECT avg(x) AS a, avg(y) AS b, sum(y) AS c FROM VALUES (1, CAST(1.005 AS DECIMAL(10,3))), (2, CAST(2.006 AS DECIMAL(10,3))), (4, NULL) AS t(x, y);
-- case adv-numbers-38
SELECT stddev(x) AS a, variance(x) AS b, stddev_pop(x) AS c, var_pop(x) AS d, skewness(x) AS e, kurtosis(x) AS f FROM VALUES (1), (2), (4), (8) AS t(x);
-- case adv-numbers-39
SELECT stddev(x) AS a, corr(x, x) AS b, skewness(x) AS c, kurtosis(x) AS d, covar_samp(x, x) AS e, var_samp(x) AS f FROM VALUES (5) AS t(x);
-- case adv-numbers-40
SELECT percentile(x, 0.3) AS a, percentile(x, 0.9) AS b, median(x) AS c, percentile_approx(x, 0.3) AS d, percentile_approx(x, array(0.1, 0.5, 0.99)) AS e, percentile_approx(x, 0.5, 100) AS f FROM VALUES (10), (20), (35), (47) AS t(x);
-- case adv-numbers-41
SELECT percentile_cont(array(0.25, 0.5)) WITHIN GROUP (ORDER BY x) AS a, percentile_cont(0.25) WITHIN GROUP (ORDER BY x DESC) AS b, percentile_disc(0.25) WITHIN GROUP (ORDER BY x DESC) AS c FROM VALUES (10), (20), (35), (47) AS t(x);
-- case adv-numbers-42
SELECT max(x) AS a, min(x) AS b, sum(x) AS c FROM VALUES (CAST('NaN' AS DOUBLE)), (1.0D), (2.0D) AS t(x);
-- case adv-numbers-43
SELECT count(DISTINCT x) AS a, sum(DISTINCT x) AS b, avg(DISTINCT x) AS c, approx_count_distinct(x) AS d FROM VALUES (1), (1), (2), (NULL) AS t(x);
-- case adv-numbers-44
SELECT bit_and(x) AS a, bit_or(x) AS b, bit_xor(x) AS c FROM VALUES (5Y), (3Y), (NULL) AS t(x);
-- case adv-numbers-45
SELECT try_add(DATE'2024-01-01', 5) AS a;
-- case adv-numbers-46
SELECT uniform(0, 10, 0) IS NOT NULL AS a;
-- case adv-numbers-47
SELECT sum('5') AS a, avg('3') AS b, max('10') AS c;
-- case adv-numbers-48
SELECT sum(true);
