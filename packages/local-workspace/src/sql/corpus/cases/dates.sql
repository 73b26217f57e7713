-- case dates-01
SELECT date_add(DATE'2024-01-30', 3) AS a, date_sub(DATE'2024-03-01', 1) AS b, datediff(DATE'2024-03-01', DATE'2024-02-01') AS c, date_diff(DATE'2024-01-01', DATE'2024-02-01') AS d;
-- case dates-02
SELECT DATE'2024-01-31' + INTERVAL 1 MONTH AS a, DATE'2024-01-31' + 1 AS b, DATE'2024-03-01' - DATE'2024-02-01' AS c, DATE'2024-01-01' - INTERVAL 1 DAY AS d;
-- case dates-03
SELECT add_months(DATE'2024-01-31', 1) AS a, add_months('2024-02-29', 12) AS b, add_months(DATE'2024-03-31', -1) AS c;
-- case dates-04
SELECT months_between('1997-02-28 10:30:00', '1996-10-30') AS a, months_between(DATE'2024-03-31', DATE'2024-02-29') AS b, months_between('1997-02-28 10:30:00', '1996-10-30', false) AS c;
-- case dates-05
SELECT last_day(DATE'2024-02-10') AS a, next_day(DATE'2024-01-14', 'TU') AS b, next_day('2024-01-14', 'Sunday') AS c;
-- case dates-06
SELECT trunc(DATE'2024-08-15', 'MM') AS a, trunc(DATE'2024-08-15', 'YEAR') AS b, trunc('2024-08-15', 'quarter') AS c, trunc(DATE'2024-08-15', 'week') AS d, trunc(DATE'2024-08-15', 'bad') AS e;
-- case dates-07
SELECT date_trunc('MONTH', TIMESTAMP'2024-08-15 10:11:12') AS a, date_trunc('hour', TIMESTAMP'2024-08-15 10:11:12.5') AS b, date_trunc('WEEK', TIMESTAMP'2024-08-15 10:11:12') AS c, date_trunc('DAY', '2024-08-15 10:11:12') AS d, date_trunc('quarter', DATE'2024-08-15') AS e;
-- case dates-08
SELECT year(DATE'2024-08-15') AS y, quarter(DATE'2024-08-15') AS q, month('2024-08-15') AS m, day(DATE'2024-08-15') AS d, dayofmonth(DATE'2024-08-15') AS dm, dayofweek(DATE'2024-08-15') AS dw, weekday(DATE'2024-08-15') AS wd, dayofyear(DATE'2024-08-15') AS dy, weekofyear(DATE'2024-01-01') AS wy;
-- case dates-09
SELECT hour(TIMESTAMP'2024-08-15 10:11:12') AS h, minute('2024-08-15 10:11:12') AS m, second(TIMESTAMP'2024-08-15 10:11:12') AS s;
-- case dates-10
SELECT extract(YEAR FROM DATE'2024-08-15') AS a, extract(MONTH FROM TIMESTAMP'2024-08-15 10:11:12') AS b, extract(SECOND FROM TIMESTAMP'2024-08-15 10:11:12.345') AS c, date_part('dow', DATE'2024-08-15') AS d, extract(DOY FROM DATE'2024-08-15') AS e, extract(WEEK FROM DATE'2024-08-15') AS f, extract(YEAROFWEEK FROM DATE'2021-01-01') AS g;
-- case dates-11
SELECT make_date(2024, 2, 29) AS a, make_timestamp(2024, 2, 29, 10, 30, 15.5) AS b;
-- case dates-12
SELECT make_date(2023, 2, 29);
-- case dates-13
SELECT unix_timestamp('2024-01-01 00:00:00') AS a, from_unixtime(0) AS b, from_unixtime(1700000000, 'yyyy-MM-dd') AS c, unix_timestamp('2024-01-02', 'yyyy-MM-dd') AS d, to_unix_timestamp('2024-01-01', 'yyyy-MM-dd') AS e;
-- case dates-14
SELECT timestamp_seconds(1230219000) AS a, timestamp_millis(1230219000123) AS b, timestamp_micros(1230219000123123) AS c, unix_seconds(TIMESTAMP'1970-01-01 00:00:01Z') AS d, unix_millis(TIMESTAMP'1970-01-01 00:00:01Z') AS e, unix_micros(TIMESTAMP'1970-01-01 00:00:01Z') AS f, unix_date(DATE'1970-01-02') AS g, date_from_unix_date(1) AS h;
-- case dates-15
SELECT to_date('2024-12-31') AS a, to_date('31/12/2024', 'dd/MM/yyyy') AS b, to_date('20241231', 'yyyyMMdd') AS c, to_timestamp('2024-12-31 10:11', 'yyyy-MM-dd HH:mm') AS d, to_timestamp('2024-12-31') AS e;
-- case dates-16
SELECT to_date('2024-13-01', 'yyyy-MM-dd');
-- case dates-17
SELECT try_to_timestamp('foo', 'yyyy-MM-dd') AS a, try_to_timestamp('2024-01-02', 'yyyy-MM-dd') AS b;
-- case dates-18
SELECT date_format(TIMESTAMP'2024-03-05 14:05:09.123', 'yyyy-MM-dd HH:mm:ss.SSS') AS a, date_format(DATE'2024-03-05', 'EEEE, MMMM d, yyyy') AS b, date_format(TIMESTAMP'2024-03-05 14:05:09', 'hh:mm a') AS c, date_format(DATE'2024-03-05', 'E MMM yy') AS d, date_format(DATE'2024-03-05', 'D') AS e, date_format(DATE'2024-03-05', 'Q') AS f;
-- case dates-19
SELECT date_format(DATE'2024-03-05', 'yyyyMMdd') AS a, date_format(DATE'2024-03-05', "yyyy'T'MM") AS b, date_format('2024-03-05', 'M/d/yy') AS c, date_format(DATE'2024-03-05', 'yyyy-\'Q\'q') AS d;
-- case dates-20
SELECT dateadd(MONTH, 1, DATE'2024-01-31') AS a, dateadd(HOUR, 5, TIMESTAMP'2024-01-31 20:00:00') AS b, date_add(DAY, 3, DATE'2024-01-01') AS c, timestampadd(MINUTE, 90, TIMESTAMP'2024-01-01 00:00:00') AS d, dateadd(DATE'2024-01-01', 5) AS e;
-- case dates-21
SELECT datediff(MONTH, DATE'2024-01-31', DATE'2024-02-29') AS a, datediff(DAY, DATE'2024-01-01', DATE'2024-03-01') AS b, timestampdiff(HOUR, TIMESTAMP'2024-01-01 00:30:00', TIMESTAMP'2024-01-01 05:00:00') AS c, datediff(YEAR, DATE'2020-02-29', DATE'2024-02-28') AS d, datediff(WEEK, DATE'2024-01-01', DATE'2024-01-15') AS e, datediff(QUARTER, DATE'2024-01-01', DATE'2024-12-31') AS f;
-- case dates-22
SELECT from_utc_timestamp(TIMESTAMP'2024-08-31 00:00:00', 'Asia/Seoul') AS a, to_utc_timestamp('2024-08-31', 'Asia/Seoul') AS b, convert_timezone('UTC', 'America/New_York', TIMESTAMP_NTZ'2024-07-01 12:00:00') AS c;
-- case dates-23
SELECT DATE'2024-01-01' < DATE'2024-01-02' AS a, DATE'2024-01-01' = '2024-01-01' AS b, TIMESTAMP'2024-01-01 00:00:00' = DATE'2024-01-01' AS c;
-- case dates-24
SELECT TIMESTAMP'2024-01-01 10:00:00' + INTERVAL 2 HOURS AS a, TIMESTAMP'2024-01-01 10:00:00' - INTERVAL '1 02:03:04' DAY TO SECOND AS b, TIMESTAMP'2024-03-31 10:00:00' - INTERVAL 1 MONTH AS c, TIMESTAMP'2024-01-02 00:00:00' - TIMESTAMP'2024-01-01 12:00:00' AS d;
-- case dates-25
SELECT typeof(DATE'2024-01-01' + INTERVAL 1 DAY) AS a, typeof(DATE'2024-01-01' + INTERVAL 1 HOUR) AS b, typeof(TIMESTAMP'2024-01-01 00:00:00' - DATE'2024-01-01') AS c, typeof(DATE'2024-01-02' - DATE'2024-01-01') AS d, typeof(INTERVAL 1 YEAR) AS e, typeof(INTERVAL '1:2' MINUTE TO SECOND) AS f;
-- case dates-26
SELECT INTERVAL 1 YEAR 2 MONTHS AS a, INTERVAL '3-4' YEAR TO MONTH AS b, INTERVAL 2 DAYS 3 HOURS AS c;
-- case dates-27
SELECT INTERVAL '1' DAY * 3 AS a, INTERVAL '1' YEAR / 2 AS b, INTERVAL '2' HOUR + INTERVAL '30' MINUTE AS c;
-- case dates-28
SELECT make_interval(0, 1, 0, 2) AS a;
-- case dates-29
SELECT date('2024-05-06') AS a, dayname(DATE'2024-05-06') AS b, monthname(DATE'2024-05-06') AS c;
-- case dates-30
SELECT current_date() = CAST(current_timestamp() AS DATE) AS a, now() = current_timestamp() AS b, typeof(current_date) AS c, typeof(localtimestamp()) AS d;
-- case dates-31
SELECT sequence(DATE'2024-01-01', DATE'2024-03-01', INTERVAL 1 MONTH) AS a, sequence(DATE'2024-01-01', DATE'2024-01-03') AS b;
-- case dates-32
SELECT TIMESTAMP_NTZ'2024-01-01 10:00:00' AS a, typeof(TIMESTAMP_NTZ'2024-01-01 10:00:00') AS b, TIMESTAMP'2024-01-01 10:00:00+01:00' AS c;
-- case dates-33 ordered
SELECT window.start AS s, window.end AS e, count(*) AS n FROM VALUES (TIMESTAMP'2024-01-01 00:01:00'), (TIMESTAMP'2024-01-01 00:04:00'), (TIMESTAMP'2024-01-01 00:06:00') AS t(ts) GROUP BY window(ts, '5 minutes') ORDER BY s;
