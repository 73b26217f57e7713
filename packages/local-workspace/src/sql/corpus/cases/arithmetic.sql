-- case arithmetic-01
SELECT 1/2 AS a, 7/2 AS b, 7 div 2 AS c, -7 div 2 AS d, 7 % 3 AS e, -7 % 3 AS f, 7.5 % 2 AS g;
-- case arithmetic-02
SELECT 1/0;
-- case arithmetic-03
SELECT 1 % 0;
-- case arithmetic-04
SELECT 1 div 0;
-- case arithmetic-05
SELECT 5.0/0;
-- case arithmetic-06
SELECT 1.0D/0;
-- case arithmetic-07
SELECT try_divide(1,0) AS a, try_divide(6,4) AS b, try_add(2147483647,1) AS c, try_subtract(-2147483648,1) AS d, try_multiply(2147483647,2) AS e;
-- case arithmetic-08
SELECT 2147483647 + 1;
-- case arithmetic-09
SELECT 9223372036854775807L + 1L;
-- case arithmetic-10
SELECT CAST(100 AS TINYINT) + CAST(100 AS TINYINT);
-- case arithmetic-11
SELECT -2147483648 * -1 AS a;
-- case arithmetic-12
SELECT 1.10 + 2.205 AS a, 1.5 * 2.25 AS b, 10.00 / 3 AS c, 1.0 / 3.0 AS d, CAST(10 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(10,2)) AS e;
-- case arithmetic-13
SELECT CAST(1 AS DECIMAL(38,10)) * CAST(2 AS DECIMAL(38,10)) AS a, CAST(1 AS DECIMAL(38,18)) / CAST(3 AS DECIMAL(38,18)) AS b;
-- case arithmetic-14
SELECT 1 + 1.5 AS a, 1 + 1.5D AS b, 1L + 1.5 AS c, CAST(1.5 AS FLOAT) + 1 AS d;
-- case arithmetic-15
SELECT round(2.5) AS a, round(-2.5) AS b, round(3.14159, 2) AS c, round(1234, -2) AS d, round(2.5D) AS e, round(1.005D, 2) AS f, round(0.5D) AS g;
-- case arithmetic-16
SELECT bround(2.5) AS a, bround(3.5) AS b, bround(2.5D) AS c, bround(25, -1) AS d, bround(0.125, 2) AS e;
-- case arithmetic-17
SELECT ceil(1.2) AS a, ceil(-1.2) AS b, floor(-1.2) AS c, ceil(1.2D) AS d, floor(7) AS e, ceil(3.1411, 3) AS f, floor(3.1411, -1) AS g, ceiling(5L) AS h;
-- case arithmetic-18
SELECT abs(-5) AS a, abs(-5.5) AS b, sign(-3) AS c, sign(0) AS d, negative(4) AS e, positive(4) AS f;
-- case arithmetic-19
SELECT pow(2, 10) AS a, sqrt(16) AS b, cbrt(27) AS c, exp(0) AS d, ln(1) AS e, log10(100) AS f, log2(8) AS g, log(2, 8) AS h;
-- case arithmetic-20
SELECT ln(0) AS a, log10(-1) AS b, sqrt(-1) AS c;
-- case arithmetic-21
SELECT mod(10, 3) AS a, mod(-10, 3) AS b, pmod(-7, 3) AS c, pmod(7, -3) AS d, pmod(-7.5, 2) AS e;
-- case arithmetic-22
SELECT greatest(1, NULL, 3) AS a, least(2, NULL, 1) AS b, greatest('a', 'b') AS c, least(1, 2.5) AS d, greatest(DATE'2024-01-01', DATE'2023-01-01') AS e;
-- case arithmetic-23
SELECT bin(13) AS a, bin(-1) AS b, hex(255) AS c, hex(-1) AS d, conv('ff', 16, 10) AS e, conv('100', 2, 10) AS f, conv(-10, 16, -10) AS g;
-- case arithmetic-24
SELECT factorial(5) AS a, factorial(20) AS b, factorial(21) AS c, hypot(3, 4) AS d, width_bucket(5.3, 0.2, 10.6, 5) AS e;
-- case arithmetic-25
SELECT shiftleft(1, 4) AS a, shiftright(-8, 1) AS b, shiftrightunsigned(-8, 28) AS c, 5 & 3 AS d, 5 | 3 AS e, 5 ^ 3 AS f, ~5 AS g;
-- case arithmetic-26
SELECT degrees(pi()) AS a, round(radians(180), 4) AS b, round(sin(1), 4) AS c, round(atan2(1, 1), 4) AS d, round(e(), 4) AS e;
-- case arithmetic-27
SELECT isnan(CAST('NaN' AS DOUBLE)) AS a, nanvl(CAST('NaN' AS DOUBLE), 5.0D) AS b, isnan(1.0D) AS c;
-- case arithmetic-28
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE) AS a, CAST('NaN' AS DOUBLE) > 1e300D AS b, 0.0D = -0.0D AS c;
-- case arithmetic-29
SELECT 3 BETWEEN 1 AND 5 AS a, 3 NOT BETWEEN 1 AND 2 AS b, 1 IN (1, 2, NULL) AS c, 3 IN (1, 2, NULL) AS d, 3 NOT IN (1, 2) AS e;
-- case arithmetic-30
SELECT NULL = NULL AS a, NULL <=> NULL AS b, 1 <=> NULL AS c, NULL AND false AS d, NULL OR true AS e, NOT NULL AS f, 1 IS DISTINCT FROM NULL AS g;
-- case arithmetic-31
SELECT bit_count(7) AS a, bit_get(11, 0) AS b, getbit(11, 2) AS c, rint(2.5) AS d, expm1(0) AS e, log1p(0) AS f;
-- case arithmetic-32
SELECT 0.1 + 0.2 AS a, 0.1D + 0.2D AS b, 1e2 AS c, 1.0e-3BD AS d, 100 * 1.1 AS e;
-- case arithmetic-33
SELECT -5 AS a, - (5) AS b, +5 AS c, 5 - -5 AS d, 2 * 3 + 4 AS e, 2 * (3 + 4) AS f;
-- case arithmetic-34
SELECT CAST(99999.99 AS DECIMAL(7,2)) * CAST(99999.99 AS DECIMAL(7,2)) AS a, CAST(5 AS DECIMAL(5,0)) - CAST(0.5 AS DECIMAL(2,1)) AS b;
