-- setup
CREATE TABLE ev (id INT, ts TIMESTAMP, d DATE, n TIMESTAMP_NTZ);
INSERT INTO ev VALUES (1, TIMESTAMP '2024-03-10 06:59:59', DATE '2024-03-10', TIMESTAMP_NTZ '2024-03-10 02:30:00'), (2, TIMESTAMP '2024-03-10 07:00:00', DATE '2024-02-29', TIMESTAMP_NTZ '2024-11-03 01:30:00'), (3, TIMESTAMP '2024-11-03 05:30:00', DATE '1999-12-31', TIMESTAMP_NTZ '1999-12-31 23:59:59.999999'), (4, NULL, NULL, NULL);
-- case ex2-dates-1 ordered
SELECT from_utc_timestamp(ts, 'America/New_York'), to_utc_timestamp(n, 'America/New_York') FROM ev ORDER BY id;

-- case ex2-dates-2
SELECT from_utc_timestamp('2024-07-01 00:00:00', 'Asia/Kolkata'), to_utc_timestamp('2024-07-01 00:00:00', '+05:30'), from_utc_timestamp('2024-07-01', 'PST');

-- case ex2-dates-3 ordered
SELECT convert_timezone('America/Los_Angeles', 'UTC', n), convert_timezone('Europe/Berlin', n) FROM ev ORDER BY id;

-- case ex2-dates-4 ordered
SET TIME ZONE 'America/New_York';
SELECT CAST(ts AS STRING), CAST(ts AS DATE), hour(ts), date_format(ts, 'yyyy-MM-dd HH:mm:ss z') FROM ev ORDER BY id;

-- case ex2-dates-5
SET TIME ZONE 'America/New_York';
SELECT CAST('2024-03-10 02:30:00' AS TIMESTAMP), CAST('2024-11-03 01:30:00' AS TIMESTAMP);

-- case ex2-dates-6
SET TIME ZONE 'America/New_York';
SELECT TIMESTAMP '2024-03-10 01:30:00' + INTERVAL 1 HOUR, TIMESTAMP '2024-03-09 02:30:00' + INTERVAL 1 DAY, timestampadd(HOUR, 24, TIMESTAMP '2024-03-09 02:30:00');

-- case ex2-dates-7
SET TIME ZONE 'America/New_York';
SELECT date_trunc('DAY', TIMESTAMP '2024-03-10 12:00:00'), date_trunc('HOUR', TIMESTAMP '2024-11-03 01:30:00'), unix_timestamp('2024-03-10 03:00:00');

-- case ex2-dates-8
SET TIME ZONE 'America/New_York';
SELECT TIMESTAMP '2024-03-11 00:00:00' - TIMESTAMP '2024-03-10 00:00:00', timestampdiff(HOUR, TIMESTAMP '2024-03-10 00:00:00', TIMESTAMP '2024-03-11 00:00:00'), timestampdiff(DAY, TIMESTAMP '2024-03-10 00:00:00', TIMESTAMP '2024-03-11 00:00:00');

-- case ex2-dates-9
SET TIME ZONE '+02:00';
SELECT CAST(TIMESTAMP '2024-01-01 00:00:00' AS STRING), current_timezone(), TIMESTAMP '2024-01-01 00:00:00Z', to_timestamp('2024-01-01 12:00', 'yyyy-MM-dd HH:mm');

-- case ex2-dates-10
SET TIME ZONE INTERVAL '-3' HOUR;
SELECT current_timezone();

-- case ex2-dates-11
SET TIME ZONE 'Mars/Base';

-- case ex2-dates-12
SET TIME ZONE 'UTC';
SELECT CAST(TIMESTAMP '2024-01-01 00:00:00 America/New_York' AS STRING), TIMESTAMP '2024-06-01 12:00:00+05:30', TIMESTAMP_NTZ '2024-06-01 12:00:00', TIMESTAMP_LTZ '2024-06-01 12:00:00';

-- case ex2-dates-13 ordered
SELECT date_format(ts, 'EEEE, d MMMM yyyy'), date_format(ts, 'EEE dd-MMM-yy'), date_format(ts, 'hh:mm a'), date_format(ts, 'D'), date_format(ts, 'Q QQQ') FROM ev ORDER BY id;

-- case ex2-dates-14 ordered
SELECT date_format(ts, 'kk KK H'), date_format(ts, "yyyy'T'HH"), date_format(ts, 'SSS'), date_format(ts, 'SSSSSS'), date_format(n, 'S') FROM ev ORDER BY id;

-- case ex2-dates-15
SELECT date_format(ts, 'XXX'), date_format(ts, 'VV'), date_format(ts, 'z'), date_format(ts, 'Z'), date_format(ts, 'O'), date_format(ts, 'xx') FROM ev WHERE id = 1;

-- case ex2-dates-16 ordered
SELECT date_format(d, 'M/d/y'), date_format(d, 'MM/dd/yyyy'), date_format(d, 'LLL'), date_format(d, 'L'), date_format(d, 'G') FROM ev ORDER BY id;

-- case ex2-dates-17
SELECT date_format(d, 'YYYY') FROM ev WHERE id = 1;

-- case ex2-dates-18
SELECT date_format(d, 'ww') FROM ev WHERE id = 1;

-- case ex2-dates-19
SELECT date_format(d, 'e') FROM ev WHERE id = 1;

-- case ex2-dates-20
SELECT date_format(d, 'F') FROM ev WHERE id = 1;

-- case ex2-dates-21
SELECT date_format(d, 'yyyyMMddTHH') FROM ev WHERE id = 1;

-- case ex2-dates-22
SELECT date_format(d, 'b') FROM ev WHERE id = 1;

-- case ex2-dates-23
SELECT date_format(d, 'yyyyyyy') FROM ev WHERE id = 1;

-- case ex2-dates-24
SELECT to_date('Mar 5, 2024', 'MMM d, yyyy'), to_date('20240305', 'yyyyMMdd'), to_date('5/3/24', 'd/M/yy'), to_date('2024-065', 'yyyy-DDD');

-- case ex2-dates-25
SELECT to_timestamp('03/05/2024 02:30:15 PM', 'MM/dd/yyyy hh:mm:ss a'), to_timestamp('2024-03-05T14:30:15.123Z', "yyyy-MM-dd'T'HH:mm:ss.SSSX"), to_timestamp('2024-03-05 14', 'yyyy-MM-dd HH');

-- case ex2-dates-26
SELECT to_timestamp('2024-03-05 14:30:15.123456', 'yyyy-MM-dd HH:mm:ss.SSSSSS'), to_timestamp('2024-03-05 14:30:15.1', 'yyyy-MM-dd HH:mm:ss.S'), to_timestamp('2024-03-05 14:30:15+02:00', 'yyyy-MM-dd HH:mm:ssXXX');

-- case ex2-dates-27
SELECT to_timestamp('Tuesday, 5 March 2024', 'EEEE, d MMMM yyyy');

-- case ex2-dates-28
SELECT to_timestamp('2024-03-05 14:30', 'yyyy-MM-dd hh:mm');

-- case ex2-dates-29
SELECT to_date('2024-3-5', 'yyyy-MM-dd');

-- case ex2-dates-30
SELECT to_date('2024-03-05 10:00:00', 'yyyy-MM-dd');

-- case ex2-dates-31
SELECT to_date('99', 'yy'), to_date('2024', 'yyyy'), to_date('03-2024', 'MM-yyyy');

-- case ex2-dates-32
SELECT unix_timestamp('2024-03-05', 'yyyy-MM-dd'), from_unixtime(1709596800), from_unixtime(0, 'yyyy/MM/dd HH:mm'), unix_timestamp(TIMESTAMP '2024-01-01 00:00:00.999'), to_unix_timestamp('2024-01-01', 'yyyy-MM-dd');

-- case ex2-dates-33
SELECT timestamp_seconds(1.5), timestamp_millis(1709596800123), timestamp_micros(1709596800123456), unix_seconds(TIMESTAMP '2024-03-05 00:00:00'), unix_millis(TIMESTAMP '2024-03-05 00:00:00.123456'), unix_micros(TIMESTAMP '1969-12-31 23:59:59.999999'), unix_date(DATE '1970-01-11'), date_from_unix_date(-1);

-- case ex2-dates-34 ordered
SELECT year(d), quarter(d), month(d), day(d), dayofweek(d), weekday(d), dayofyear(d), weekofyear(d), dayofmonth(d), last_day(d), dayname(d), monthname(d) FROM ev ORDER BY id;

-- case ex2-dates-35 ordered
SELECT extract(WEEK FROM d), extract(YEAROFWEEK FROM d), extract(DOW FROM d), extract(DOW_ISO FROM d), extract(DOY FROM d), date_part('QTR', d), date_part('DAYOFWEEK_ISO', d) FROM ev ORDER BY id;

-- case ex2-dates-36 ordered
SELECT extract(HOUR FROM n), extract(MINUTE FROM n), extract(SECOND FROM n), date_part('SECONDS', n), second(n) FROM ev ORDER BY id;

-- case ex2-dates-37
SELECT extract(EPOCH FROM n) FROM ev;

-- case ex2-dates-38
SELECT date_part('MILLENNIUM', d) FROM ev;

-- case ex2-dates-39 ordered
SELECT trunc(d, 'YEAR'), trunc(d, 'QTR'), trunc(d, 'MON'), trunc(d, 'WEEK'), trunc(d, 'foo') FROM ev ORDER BY id;

-- case ex2-dates-40 ordered
SELECT date_trunc('WEEK', ts), date_trunc('QUARTER', ts), date_trunc('MINUTE', ts), date_trunc('MILLISECOND', n), date_trunc('foo', ts), date_trunc('DECADE', ts) FROM ev ORDER BY id;

-- case ex2-dates-41 ordered
SELECT date_add(d, 30), date_sub(d, 366), dateadd(MONTH, 1, d), dateadd(WEEK, -1, d), dateadd(YEAR, 1, d), date_diff(DATE '2024-03-01', d), datediff(MONTH, d, DATE '2024-03-31') FROM ev ORDER BY id;

-- case ex2-dates-42 ordered
SELECT dateadd(HOUR, 1, d), dateadd(QUARTER, 2, ts), dateadd(MICROSECOND, 1, ts), dateadd(DAYOFYEAR, 1, ts) FROM ev ORDER BY id;

-- case ex2-dates-43
SELECT dateadd(FORTNIGHT, 1, d) FROM ev;

-- case ex2-dates-44
SELECT date_add('2024-01-31', 1), date_add(TIMESTAMP '2024-01-31 23:00:00', 1), date_add(DATE '2024-01-31', '1'), add_months('2024-01-31', -11);

-- case ex2-dates-45
SELECT date_add(DATE '2024-01-31', 1.5);

-- case ex2-dates-46 ordered
SELECT d + 1, d - 1, 1 + d, d - DATE '2024-01-01', DATE '2024-01-01' - d FROM ev ORDER BY id;

-- case ex2-dates-47
SELECT ts + 1 FROM ev;

-- case ex2-dates-48 ordered
SELECT d + INTERVAL '1' MONTH, d - INTERVAL '1' YEAR, d + INTERVAL '1 12' DAY TO HOUR, ts + INTERVAL '1-1' YEAR TO MONTH FROM ev ORDER BY id;

-- case ex2-dates-49 ordered
SELECT d + INTERVAL 36 HOURS, d + INTERVAL 2 DAYS, d + INTERVAL 1 WEEK, d - INTERVAL 1 QUARTER FROM ev ORDER BY id;

-- case ex2-dates-50 ordered
SELECT d - ts, ts - d, n - ts, ts - ts FROM ev ORDER BY id;

-- case ex2-dates-51 ordered
SELECT d = ts, d < ts, n > d, ts = '2024-03-10 07:00:00', d = '2024-03-10', d > '2024' FROM ev ORDER BY id;

-- case ex2-dates-52
SELECT d = 'foo' FROM ev WHERE id = 1;

-- case ex2-dates-53
SELECT months_between(DATE '2024-03-31', DATE '2024-02-29'), months_between('2024-03-15', '2024-01-31'), months_between(TIMESTAMP '2024-03-15 12:00:00', DATE '2024-01-01', false);

-- case ex2-dates-54
SELECT next_day(DATE '2024-03-05', 'Mon'), next_day('2024-03-05', 'TU');

-- case ex2-dates-55
SELECT next_day(DATE '2024-03-05', 'xx');

-- case ex2-dates-56
SELECT timestampdiff(MONTH, DATE '2024-01-31', DATE '2024-02-29'), timestampdiff(YEAR, DATE '2020-02-29', DATE '2024-02-28'), timestampdiff(WEEK, DATE '2024-01-01', DATE '2024-01-14'), datediff(QUARTER, DATE '2024-01-01', DATE '2023-01-02'), timestampdiff(MINUTE, TIMESTAMP '2024-01-01 00:00:59', TIMESTAMP '2024-01-01 00:01:00');

-- case ex2-dates-57
SELECT INTERVAL '1-2' YEAR TO MONTH, INTERVAL '3' YEAR, INTERVAL '10 11:12:13.456' DAY TO SECOND, INTERVAL '100' HOUR, INTERVAL -'5' MINUTE, INTERVAL '-5' SECOND;

-- case ex2-dates-58
SELECT INTERVAL 1 YEAR 2 MONTHS, INTERVAL 3 DAYS 4 HOURS, INTERVAL 90 MINUTES, INTERVAL '1' WEEK, INTERVAL 1.5 SECONDS;

-- case ex2-dates-59
SELECT INTERVAL '1 year 2 months', INTERVAL '1 day 2 hours 3.5 seconds', INTERVAL '2 weeks';

-- case ex2-dates-60
SELECT INTERVAL 1 MONTH 1 DAY;

-- case ex2-dates-61
SELECT INTERVAL '1-13' YEAR TO MONTH;

-- case ex2-dates-62
SELECT INTERVAL '25:00' HOUR TO MINUTE, INTERVAL '1 25' DAY TO HOUR;

-- case ex2-dates-63
SELECT INTERVAL '1' DAY + INTERVAL '2' HOUR, INTERVAL '1' YEAR - INTERVAL '5' MONTH, INTERVAL '1' DAY * 2.5, INTERVAL '7' MONTH / 2, 3 * INTERVAL '1' HOUR, -INTERVAL '1' DAY;

-- case ex2-dates-64
SELECT INTERVAL '1' DAY / 0;

-- case ex2-dates-65
SELECT INTERVAL '1' DAY + INTERVAL '1' MONTH;

-- case ex2-dates-66
SELECT INTERVAL '1' DAY > INTERVAL '23' HOUR, INTERVAL '1' YEAR = INTERVAL '12' MONTH, INTERVAL '1' DAY = INTERVAL '1' MONTH;

-- case ex2-dates-67
SELECT sum(x), avg(x), min(x), max(x) FROM VALUES (INTERVAL '1' DAY), (INTERVAL '2' DAY), (NULL) AS t(x);

-- case ex2-dates-68
SELECT sum(x), avg(x) FROM VALUES (INTERVAL '1' MONTH), (INTERVAL '4' MONTH) AS t(x);

-- case ex2-dates-69
SELECT extract(DAY FROM INTERVAL '10 11:12:13.5' DAY TO SECOND), extract(HOUR FROM INTERVAL '10 11:12:13.5' DAY TO SECOND), extract(SECOND FROM INTERVAL '10 11:12:13.5' DAY TO SECOND), extract(MONTH FROM INTERVAL '3-5' YEAR TO MONTH), extract(YEAR FROM INTERVAL '3-5' YEAR TO MONTH);

-- case ex2-dates-70
SELECT make_dt_interval(1, 12, 30, 1.001), make_ym_interval(1, 13), make_dt_interval(100), make_dt_interval();

-- case ex2-dates-71
SELECT make_interval(1, 2, 3, 4, 5, 6, 7.008009);

-- case ex2-dates-72
SELECT try_make_interval(2147483647, 12);

-- case ex2-dates-73
SELECT DATE '2024-01-31' + make_ym_interval(0, 1), TIMESTAMP '2024-01-01 00:00:00' + make_dt_interval(0, 25);

-- case ex2-dates-74
SELECT DATE '2024-01-31' + make_interval(0, 1, 0, 1), TIMESTAMP '2024-01-01 00:00:00' - make_interval(1);

-- case ex2-dates-75
SELECT CAST('1' AS INTERVAL DAY), CAST('1-2' AS INTERVAL YEAR TO MONTH), CAST('INTERVAL \'1 02:03:04\' DAY TO SECOND' AS INTERVAL DAY TO SECOND), CAST('10 12:00:00' AS INTERVAL DAY TO SECOND);

-- case ex2-dates-76
SELECT CAST('foo' AS INTERVAL DAY);

-- case ex2-dates-77
SELECT CAST(5 AS INTERVAL DAY), CAST(90 AS INTERVAL MINUTE), CAST(14 AS INTERVAL MONTH), CAST(1.5 AS INTERVAL SECOND);

-- case ex2-dates-78
SELECT CAST(INTERVAL '1 02:03:04' DAY TO SECOND AS STRING), CAST(INTERVAL '1' YEAR AS STRING), CAST(INTERVAL '90' MINUTE AS INTERVAL HOUR), CAST(INTERVAL '90' SECOND AS INTERVAL DAY TO SECOND);

-- case ex2-dates-79
SELECT sequence(DATE '2024-01-01', DATE '2024-03-01', INTERVAL 1 MONTH), sequence(DATE '2024-01-01', DATE '2024-01-03'), sequence(TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-01 02:00:00', INTERVAL 1 HOUR);

-- case ex2-dates-80
SELECT sequence(DATE '2024-01-31', DATE '2024-04-30', INTERVAL '1' MONTH), sequence(5, 1), sequence(1, 10, 3), sequence(DATE '2024-01-03', DATE '2024-01-01');

-- case ex2-dates-81
SELECT sequence(1, 5, 0);

-- case ex2-dates-82
SELECT sequence(1, 5, -1);

-- case ex2-dates-83 ordered
SELECT window.start, window.end, count(*) FROM ev GROUP BY window(ts, '1 hour') ORDER BY 1;

-- case ex2-dates-84 ordered
SELECT window(ts, '10 minutes', '5 minutes').start AS s, count(*) FROM ev WHERE id = 1 GROUP BY 1 ORDER BY s;

-- case ex2-dates-85 ordered
SELECT window(ts, '1 day', '1 day', '2 hours') AS w FROM ev WHERE id < 3 ORDER BY id;

-- case ex2-dates-86 ordered
SELECT session_window.start, session_window.end, count(*) AS c FROM VALUES ('a', TIMESTAMP '2024-01-01 00:00:00'), ('a', TIMESTAMP '2024-01-01 00:04:00'), ('a', TIMESTAMP '2024-01-01 00:10:00'), ('b', TIMESTAMP '2024-01-01 00:01:00') AS t(k, ts) GROUP BY k, session_window(ts, '5 minutes') ORDER BY k, 1;

-- case ex2-dates-87 ordered
SELECT window_time(window), count(*) FROM (SELECT window(ts, '1 hour') AS window FROM ev WHERE id < 3) GROUP BY window ORDER BY 1;

-- case ex2-dates-88
SELECT date_bin(INTERVAL '1' HOUR, ts) FROM ev;

-- case ex2-dates-89
SELECT to_char(DATE '2024-03-05', 'yyyy-MM'), to_varchar(TIMESTAMP '2024-03-05 10:11:12', 'HH:mm');

-- case ex2-dates-90
SELECT current_date() = current_date, current_timestamp() IS NOT NULL, now() >= current_timestamp, curdate() = current_date(), localtimestamp() IS NOT NULL;

-- case ex2-dates-91
SELECT TIMESTAMP '2024-01-01', TIMESTAMP '2024', CAST('2024-01-01 1:2:3' AS TIMESTAMP), CAST('2024-01-01T10:00:00.123456789Z' AS TIMESTAMP), CAST('2024-01-01 24:00:00' AS STRING);

-- case ex2-dates-92
SELECT CAST('2024-01-01 24:00:00' AS TIMESTAMP);

-- case ex2-dates-93
SELECT CAST('12:30:00' AS TIMESTAMP) > TIMESTAMP '2020-01-01 00:00:00';

-- case ex2-dates-94
SELECT to_timestamp_ntz('2024-01-01 10:00:00'), to_timestamp_ltz('2024-01-01 10:00:00'), to_timestamp_ntz('01/02/2024', 'dd/MM/yyyy'), make_timestamp_ntz(2024, 1, 1, 1, 1, 1.5), make_timestamp_ltz(2024, 1, 1, 1, 1, 1, 'Asia/Tokyo'), make_timestamp(2024, 7, 4, 12, 0, 0, 'America/New_York');

-- case ex2-dates-95
SELECT date_trunc('SECOND', TIMESTAMP '1969-12-31 23:59:59.5'), CAST(TIMESTAMP '1582-10-04 00:00:00' AS DATE);

-- case ex2-dates-96
SELECT count(DISTINCT d), min(ts), max(n), avg(unix_seconds(ts)) FROM ev;

-- case ex2-dates-97 ordered
SELECT d BETWEEN '2024-01-01' AND '2024-12-31', ts BETWEEN DATE '2024-03-10' AND DATE '2024-03-11' FROM ev ORDER BY id;

-- case ex2-dates-98 ordered
SELECT CAST(ts AS DOUBLE), CAST(ts AS DECIMAL(20,3)), CAST(n AS TIMESTAMP), CAST(ts AS TIMESTAMP_NTZ), CAST(d AS TIMESTAMP), CAST(n AS DATE) FROM ev ORDER BY id;

-- case ex2-dates-99
SELECT cast(date '2024-01-01' as string) || ' x', concat(DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00.100');

-- case ex2-dates-100
SELECT dayname(DATE '2024-03-05'), monthname('2024-03-05'), date_format('2024-03-05', 'E'), weekday('2024-03-05');

-- case ex2-dates-101
SELECT timediff(HOUR, TIMESTAMP '2024-01-01 00:00:00', TIMESTAMP '2024-01-02 01:00:00');

-- case ex2-dates-102
SELECT try_to_timestamp('2024-02-30 00:00:00'), try_cast('2024-01-01 25:00:00' AS TIMESTAMP), try_add(DATE '2024-01-31', INTERVAL 1 MONTH), try_subtract(DATE '2024-01-31', 1);

-- case ex2-dates-103
SELECT date_add(DATE '2024-01-01', NULL), dateadd(DAY, NULL, DATE '2024-01-01');

-- case ex2-dates-104 ordered
SELECT window.start AS s, window.end AS e, count(*) AS c, max(id) AS m FROM ev GROUP BY window(ts, '10 minutes', '5 minutes') ORDER BY s;

-- case ex2-dates-105 ordered
SELECT id > 1 AS k, window(ts, '1 hour', '20 minutes').start AS s, count(*) FROM ev GROUP BY id > 1, window(ts, '1 hour', '20 minutes') ORDER BY k, s;

-- case ex2-dates-106 ordered
SELECT window, count(*) FROM ev GROUP BY window(ts, '1 hour', '30 minutes', '10 minutes') HAVING count(*) > 0 ORDER BY window.start;
