-- case adv-dates-01
SELECT date_format(TIMESTAMP'2024-12-31 00:05:09.007', 'yyyy-MM-dd HH:mm:ss.SSSSSS') AS a, date_format(TIMESTAMP'2024-12-31 00:05:09.007', 'h:m:s S') AS b, date_format(TIMESTAMP'2024-12-31 12:00:00', 'hh a') AS c, date_format(TIMESTAMP'2024-12-31 00:00:00', 'K k H') AS d;
-- case adv-dates-02
SELECT date_format(DATE'2024-02-09', 'MMM dd, yyyy') AS a, date_format(DATE'2024-02-09', 'EEE') AS b, date_format(DATE'2024-02-09', 'DDD') AS c, date_format(DATE'2024-02-09', 'yy/M/d') AS d, date_format(DATE'2024-02-09', 'QQQ') AS e, date_format(DATE'2024-02-09', 'G') AS f, date_format(TIMESTAMP'2024-02-09 10:00:00', "yyyy-MM-dd'T'HH:mm:ssXXX") AS g;
-- case adv-dates-03
SELECT date_format(DATE'2024-02-09', 'u') AS a;
-- case adv-dates-04
SELECT date_format(DATE'2024-02-09', 'YYYY') AS a;
-- case adv-dates-05
SELECT date_format(DATE'2024-02-09', 'w') AS a;
-- case adv-dates-06
SELECT date_format(NULL, 'yyyy') AS a, date_format(DATE'2024-02-09', NULL) AS b, date_format('2024-02-09 10:11:12', 'HH') AS c;
-- case adv-dates-07
SELECT to_date('2024-1-5', 'yyyy-M-d') AS a, to_date('5 Jan 2024', 'd MMM yyyy') AS b, to_date('January 5, 2024', 'MMMM d, yyyy') AS c, to_date('24/01/05', 'yy/MM/dd') AS d, to_date('2024-060', 'yyyy-DDD') AS e;
-- case adv-dates-08
SELECT to_date('2024-1-5', 'yyyy-MM-dd');
-- case adv-dates-09
SELECT to_date('2024-02-30', 'yyyy-MM-dd');
-- case adv-dates-10
SELECT to_date('  2024-01-05  ') AS a, to_date('2024-01-05 10:11:12') AS b, to_date(TIMESTAMP'2024-01-05 10:00:00') AS c, to_date(NULL) AS d;
-- case adv-dates-11
SELECT to_date('bad');
-- case adv-dates-12
SELECT to_timestamp('2024-01-05 01:02 PM', 'yyyy-MM-dd hh:mm a') AS a, to_timestamp('05/01/2024 10:11:12.5', 'dd/MM/yyyy HH:mm:ss.S') AS b, to_timestamp('2024-01-05T10:11:12Z', "yyyy-MM-dd'T'HH:mm:ssX") AS c, to_timestamp('2024-01-05 10:11:12+0530', 'yyyy-MM-dd HH:mm:ssZ') AS d, to_timestamp('20240105101112', 'yyyyMMddHHmmss') AS e;
-- case adv-dates-13
SELECT to_timestamp('2024-01-05 25:00', 'yyyy-MM-dd HH:mm');
-- case adv-dates-14
SELECT to_timestamp('2024-01-05', 'yyyy-MM-dd HH:mm');
-- case adv-dates-15
SELECT try_to_timestamp('x') AS a, try_to_timestamp('2024-01-05 10:00:00') AS b, to_timestamp(1700000000) AS c, to_timestamp(DATE'2024-01-05') AS d, to_timestamp_ntz('2024-01-05 10:00:00') AS e;
-- case adv-dates-16
SELECT CAST('2024-01-05 10:11:12.123456789' AS TIMESTAMP) AS a, CAST('2024-01-05 10' AS TIMESTAMP) AS b, CAST('2024-01-05T10:11' AS TIMESTAMP) AS c, CAST('2024-01-05 10:11:12 America/New_York' AS TIMESTAMP) AS d;
-- case adv-dates-17
SELECT unix_timestamp('2024-01-05 10:11:12') AS a, unix_timestamp(DATE'2024-01-05') AS b, unix_timestamp(TIMESTAMP'2024-01-05 10:11:12.999') AS c, from_unixtime(1704449472, 'yyyy-MM-dd HH:mm') AS d, to_unix_timestamp('2024-01-05 00:00:00') AS e, unix_timestamp('2024/01/05', 'yyyy/MM/dd') AS f;
-- case adv-dates-18
SELECT unix_timestamp('bad');
-- case adv-dates-19
SELECT months_between('2024-03-31', '2024-02-29') AS a, months_between('2024-03-15 12:00:00', '2024-01-10') AS b, months_between(DATE'2024-01-10', DATE'2024-03-15') AS c, months_between('2024-02-29', '2023-02-28') AS d;
-- case adv-dates-20
SELECT add_months(DATE'2024-02-29', 12) AS a, add_months(DATE'2024-01-30', 1) AS b, add_months('2024-01-01', -13) AS c, add_months(TIMESTAMP'2024-01-31 10:00:00', 1) AS d;
-- case adv-dates-21
SELECT date_add('2024-01-01', 31) AS a, date_sub(TIMESTAMP'2024-01-01 10:00:00', 1) AS b, date_add(DATE'2024-01-01', CAST(1 AS SMALLINT)) AS c, date_add(DATE'2024-01-01', '2') AS d, date_add(NULL, 1) AS e;
-- case adv-dates-22
SELECT date_add(DATE'2024-01-01', 1.5);
-- case adv-dates-23
SELECT date_add(DATE'2024-01-01', 3000000000L);
-- case adv-dates-24
SELECT datediff('2024-03-01', '2024-02-28') AS a, datediff(TIMESTAMP'2024-01-02 00:00:00', TIMESTAMP'2024-01-01 23:59:59') AS b, datediff(NULL, '2024-01-01') AS c;
-- case adv-dates-25
SELECT timestampdiff(MONTH, '2024-01-31', '2024-02-29') AS a, timestampdiff(MONTH, '2024-03-31', '2024-02-29') AS b, timestampdiff(YEAR, '2023-02-28', '2024-02-28') AS c, timestampdiff(DAY, TIMESTAMP'2024-01-01 12:00:00', TIMESTAMP'2024-01-02 11:59:59') AS d, timestampdiff(MINUTE, '2024-01-01 00:00:30', '2024-01-01 00:02:00') AS e, timestampdiff(QUARTER, '2024-01-01', '2023-01-01') AS f;
-- case adv-dates-26
SELECT timestampadd(MONTH, 1, TIMESTAMP'2024-01-31 10:00:00') AS a, timestampadd(YEAR, -1, '2024-02-29') AS b, timestampadd(WEEK, 2, DATE'2024-01-01') AS c, timestampadd(MILLISECOND, 1500, TIMESTAMP'2024-01-01 00:00:00') AS d, dateadd(QUARTER, 1, DATE'2024-11-30') AS e, timestampadd(HOUR, 1, TIMESTAMP_NTZ'2024-01-01 00:00:00') AS f;
-- case adv-dates-27
SELECT trunc('2024-08-15', 'MON') AS a, trunc('2024-08-15', 'yy') AS b, trunc(NULL, 'MM') AS c, trunc(TIMESTAMP'2024-08-15 10:00:00', 'quarter') AS d, trunc('2024-08-15', 'DAY') AS e;
-- case adv-dates-28
SELECT date_trunc('YEAR', TIMESTAMP'2024-08-15 10:11:12') AS a, date_trunc('minute', TIMESTAMP'2024-08-15 10:11:12') AS b, date_trunc('MILLISECOND', TIMESTAMP'2024-08-15 10:11:12.123456') AS c, date_trunc('mon', '2024-08-15') AS d, date_trunc('bad', TIMESTAMP'2024-08-15 10:11:12') AS e, date_trunc('DD', TIMESTAMP_NTZ'2024-08-15 10:11:12') AS f;
-- case adv-dates-29
SELECT last_day('2024-02-01') AS a, last_day(NULL) AS b, next_day(DATE'2024-01-01', 'Monday') AS c, next_day(DATE'2024-01-01', 'FRI') AS d;
-- case adv-dates-30
SELECT next_day(DATE'2024-01-01', 'xx');
-- case adv-dates-31
SELECT weekofyear('2021-01-03') AS a, weekofyear('2020-12-31') AS b, dayofweek('2024-01-07') AS c, weekday('2024-01-07') AS d, dayofyear('2024-12-31') AS e, quarter('2024-12-31') AS f, hour('2024-01-01') AS g;
-- case adv-dates-32
SELECT extract(DAYOFWEEK FROM DATE'2024-01-07') AS a, extract(DOW_ISO FROM DATE'2024-01-07') AS b, extract(QUARTER FROM TIMESTAMP'2024-05-01 00:00:00') AS c, extract(HOUR FROM TIMESTAMP'2024-05-01 13:00:00') AS d, date_part('MINUTE', TIMESTAMP'2024-05-01 13:59:00') AS e, extract(DAY FROM INTERVAL '3 04:05:06' DAY TO SECOND) AS f, extract(HOUR FROM INTERVAL '3 04:05:06' DAY TO SECOND) AS g, extract(YEAR FROM INTERVAL '2-3' YEAR TO MONTH) AS h, extract(SECOND FROM INTERVAL '3 04:05:06.5' DAY TO SECOND) AS i;
-- case adv-dates-33
SELECT extract(FOO FROM DATE'2024-01-01');
-- case adv-dates-34
SELECT make_date(2024, 13, 1);
-- case adv-dates-35
SELECT make_date(NULL, 1, 1) AS a, make_timestamp(2024, 1, 1, 0, 0, 60) AS b, make_timestamp(2024, 1, 1, 10, 0, 0, 'Asia/Tokyo') AS c, make_timestamp_ntz(2024, 1, 1, 0, 0, 0.5) AS d;
-- case adv-dates-36
SELECT make_timestamp(2024, 1, 1, 25, 0, 0);
-- case adv-dates-37
SELECT make_ym_interval(1, 2) AS a, make_dt_interval(1, 2, 3, 4.5) AS b, make_dt_interval(100) AS c;
-- case adv-dates-38
SELECT INTERVAL '1' DAY > INTERVAL '23' HOUR AS a, INTERVAL 1 YEAR = INTERVAL 12 MONTH AS b, -INTERVAL 2 DAY AS c, INTERVAL '-1' MONTH AS d, INTERVAL '10:30' HOUR TO MINUTE AS e;
-- case adv-dates-39
SELECT DATE'2024-03-31' + INTERVAL 1 MONTH AS a, DATE'2024-02-29' - INTERVAL 1 YEAR AS b, DATE'2024-01-01' + INTERVAL 36 HOURS AS c, DATE'2024-01-01' + INTERVAL 1 WEEK AS d, TIMESTAMP'2024-01-31 00:00:00' + INTERVAL '0-1' YEAR TO MONTH AS e;
-- case adv-dates-40
SELECT TIMESTAMP'2024-01-02 03:04:05' - TIMESTAMP'2024-01-01 00:00:00' AS a, TIMESTAMP'2024-01-01 00:00:00' - TIMESTAMP'2024-01-02 03:04:05.5' AS b, DATE'2024-01-01' - DATE'2024-03-01' AS c, TIMESTAMP'2024-01-02 00:00:00' - DATE'2024-01-01' AS d;
-- case adv-dates-41
SELECT sum(i) AS a, max(i) AS b, avg(i) AS c FROM VALUES (INTERVAL '1' DAY), (INTERVAL '2' DAY) AS t(i);
-- case adv-dates-42
SELECT '2024-01-01' + INTERVAL 1 DAY AS a, DATE'2024-01-31' - 31 AS b, 1 + DATE'2024-01-31' AS c;
-- case adv-dates-43
SELECT from_utc_timestamp('2024-07-01 12:00:00', 'America/Los_Angeles') AS a, to_utc_timestamp('2024-01-01 00:00:00', '+05:30') AS b, convert_timezone('America/New_York', 'UTC', TIMESTAMP_NTZ'2024-01-01 00:00:00') AS c;
-- case adv-dates-44
SELECT timestamp_seconds(1.5) AS a, timestamp_seconds(-1) AS b, timestamp_millis(-1) AS c, unix_seconds(TIMESTAMP'1969-12-31 23:59:59.5Z') AS d, unix_micros(TIMESTAMP'2024-01-01 00:00:00.000001Z') AS e, unix_date(DATE'1969-12-31') AS f;
-- case adv-dates-45
SELECT CAST(DATE'2024-01-05' AS STRING) AS a, CAST(TIMESTAMP'2024-01-05 10:00:00.100' AS STRING) AS b, CAST(TIMESTAMP_NTZ'2024-01-05 10:00:00' AS STRING) AS c, CAST(TIMESTAMP'2024-01-05 10:00:00.000001' AS STRING) AS d, DATE'0001-01-01' AS e, DATE'9999-12-31' AS f;
-- case adv-dates-46
SELECT CAST(INTERVAL '1' DAY AS STRING) AS a, CAST(INTERVAL '1-2' YEAR TO MONTH AS STRING) AS b, CAST(INTERVAL '1 02:03:04.5' DAY TO SECOND AS STRING) AS c, CAST(INTERVAL 90 MINUTES AS STRING) AS d, CAST('1' AS INTERVAL DAY) AS e;
-- case adv-dates-47
SELECT CAST(TIMESTAMP'2024-01-05 10:00:00' AS BIGINT) AS a, CAST(TIMESTAMP'2024-01-05 10:00:00.5' AS DOUBLE) AS b, CAST(1704448800.5D AS TIMESTAMP) AS c, CAST(TIMESTAMP_NTZ'2024-01-05 10:00:00' AS DATE) AS d, CAST(DATE'2024-01-05' AS TIMESTAMP_NTZ) AS e;
-- case adv-dates-48
SELECT CAST(DATE'2024-01-05' AS INT);
-- case adv-dates-49
SELECT DATE'2024-02-30';
-- case adv-dates-50
SELECT TIMESTAMP'bad';
-- case adv-dates-51
SELECT DATE'2024-01-01' = TIMESTAMP'2024-01-01 00:00:00' AS a, '2024-01-02' > DATE'2024-01-01' AS b, DATE'2024-01-01' BETWEEN '2023-12-31' AND '2024-01-02' AS c, DATE'2024-01-01' IN ('2024-01-01') AS d;
-- case adv-dates-52
SELECT DATE'2024-01-01' > 5;
-- case adv-dates-53
SELECT sequence(TIMESTAMP'2024-01-01 00:00:00', TIMESTAMP'2024-01-01 03:00:00', INTERVAL 1 HOUR) AS a, sequence(DATE'2024-01-31', DATE'2024-04-30', INTERVAL 1 MONTH) AS b, sequence(DATE'2024-01-03', DATE'2024-01-01') AS c, sequence(DATE'2024-01-01', DATE'2024-01-10', INTERVAL 3 DAY) AS d;
-- case adv-dates-54
SELECT year(current_date()) >= 2024 AS a, current_timestamp() > TIMESTAMP'2024-01-01 00:00:00' AS b, typeof(now()) AS c, current_timezone() AS d, curdate() = current_date AS e;
-- case adv-dates-55 ordered
SELECT d, dayofweek(d) AS dw, date_format(d, 'EEEE') AS n, d + INTERVAL 1 DAY AS nx FROM (SELECT explode(sequence(DATE'2024-01-01', DATE'2024-01-03')) AS d) ORDER BY d;
-- case adv-dates-56 ordered
SELECT date_trunc('MONTH', ts) AS m, count(*) AS n FROM VALUES (TIMESTAMP'2024-01-05 10:00:00'), (TIMESTAMP'2024-01-06 10:00:00'), (TIMESTAMP'2024-02-01 00:00:00') AS t(ts) GROUP BY date_trunc('MONTH', ts) ORDER BY m;
-- case adv-dates-57 ordered
SELECT window, count(*) AS n FROM VALUES (TIMESTAMP'2024-01-01 00:01:00'), (TIMESTAMP'2024-01-01 01:06:00'), (NULL) AS t(ts) GROUP BY window(ts, '1 hour') ORDER BY window;
-- case adv-dates-58
SELECT min(ts) AS a, max(d) AS b, count(DISTINCT d) AS c, collect_set(d) AS e FROM VALUES (TIMESTAMP'2024-01-05 10:00:00', DATE'2024-01-01'), (TIMESTAMP'2024-01-06 10:00:00', DATE'2024-01-01') AS t(ts, d);
