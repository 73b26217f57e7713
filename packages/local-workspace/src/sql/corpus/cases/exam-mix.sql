-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-mix-01
SELECT count(*) FROM orders HAVING amount > 1;
-- case exam-mix-02 ordered
SELECT sum(amount) FROM orders ORDER BY qty;
-- case exam-mix-03 ordered
SELECT status AS s, count(*) AS c FROM orders GROUP BY s HAVING s IS NOT NULL AND c > 1 ORDER BY s;
-- case exam-mix-04 ordered
SELECT upper(status), count(*) FROM orders GROUP BY upper(status) ORDER BY upper(status) NULLS LAST;
-- case exam-mix-05 ordered
SELECT upper(status) FROM orders GROUP BY status ORDER BY status NULLS FIRST;
-- case exam-mix-06 ordered
SELECT qty + 1, sum(amount) FROM orders GROUP BY qty + 1 ORDER BY qty + 1;
-- case exam-mix-07 ordered
SELECT qty + 1 AS q, sum(amount) FROM orders GROUP BY qty ORDER BY q;
-- case exam-mix-08 ordered
SELECT date_trunc('month', order_ts) m, status, sum(amount) s, lag(sum(amount)) OVER (PARTITION BY status ORDER BY date_trunc('month', order_ts)) prev FROM orders GROUP BY 1, 2 ORDER BY 1, 2;
-- case exam-mix-09
SELECT 'x' || 1, 1 || 2, array(1) || array(2), 'a' || NULL;
-- case exam-mix-10
SELECT 'true' AND true, NOT 'false', 'yes' OR false;
-- case exam-mix-11 ordered
SELECT * FROM customers WHERE active = 'true' ORDER BY id;
-- case exam-mix-12
SELECT CASE WHEN 'true' THEN 1 END;
-- case exam-mix-13
SELECT sum('5'), avg('2.5'), max('a'), min(true), sum(1.5), sum(CAST(1 AS TINYINT)), avg(CAST(1 AS FLOAT)), avg(DATE'2024-01-01');
-- case exam-mix-14
SELECT sum(1.5), avg(CAST(1 AS FLOAT)), sum(INTERVAL 1 DAY), avg(INTERVAL 2 DAY), max(array(1, 2)), min(struct(1, 'a'));
-- case exam-mix-15
SELECT round(2.5), round(3.5), round(-2.5), bround(2.5), round(1234.567, -2), round(2.345, 2), round(1.005D, 2), ceil(1.21, 1), floor(-1.5), truncate(1.5) IS NULL;
-- case exam-mix-16
SELECT round(125, -1), round(2.5D), round(CAST(2.567 AS DECIMAL(10,3)), 2), ceil(-0.5), floor(2), ceil(CAST(5.1 AS DECIMAL(4,1))), ceiling(1.1D);
-- case exam-mix-17
SELECT date_format(TIMESTAMP'2024-02-03 14:05:06', 'yyyy/MM/dd HH:mm:ss'), date_format(DATE'2024-02-03', 'EEE, MMM d yyyy'), date_format(TIMESTAMP'2024-02-03 14:05:06.789', 'hh:mm a SSS'), date_format(DATE'2024-02-03', 'QQQ DDD');
-- case exam-mix-18
SELECT year(order_ts), quarter(order_ts), month(order_ts), day(order_ts), dayofweek(order_ts), weekday(order_ts), dayofyear(order_ts), weekofyear(order_ts), hour(order_ts), minute(order_ts), second(order_ts) FROM orders WHERE order_id = 104;
-- case exam-mix-19
SELECT extract(SECOND FROM TIMESTAMP'2024-01-01 00:00:01.5'), extract(DOW FROM DATE'2024-01-01'), extract(WEEK FROM DATE'2024-01-01'), extract(YEAROFWEEK FROM DATE'2023-01-01'), date_part('MONTH', DATE'2024-05-01'), extract(DAY FROM INTERVAL '5 04:00:00' DAY TO SECOND), extract(EPOCH FROM TIMESTAMP'2024-01-01 00:00:00');
-- case exam-mix-20
SELECT trunc(DATE'2024-05-17', 'YEAR'), trunc('2024-05-17', 'MM'), trunc(DATE'2024-05-17', 'week'), date_trunc('QUARTER', DATE'2024-05-17'), date_trunc('DAY', TIMESTAMP'2024-05-17 11:22:33'), trunc(DATE'2024-05-17', 'xx');
-- case exam-mix-21
SELECT timestampadd(MINUTE, 5, TIMESTAMP'2024-01-01 00:00:00'), datediff(MONTH, DATE'2024-01-31', DATE'2024-03-01'), timestampdiff(DAY, TIMESTAMP'2024-01-01 12:00:00', TIMESTAMP'2024-01-03 11:00:00'), date_add(DAY, 2, DATE'2024-01-01'), datediff(WEEK, DATE'2024-01-01', DATE'2024-01-20');
-- case exam-mix-22
SELECT from_utc_timestamp('2024-01-01 00:00:00', 'America/New_York'), to_utc_timestamp('2024-07-01 00:00:00', 'Europe/Paris'), convert_timezone('UTC', 'Asia/Tokyo', TIMESTAMP_NTZ'2024-01-01 00:00:00');
-- case exam-mix-23
SELECT trim(BOTH 'x' FROM 'xxaxx'), ltrim('  a'), trim(LEADING '0' FROM '007'), rtrim('a  ') || '|', btrim('xax', 'x'), translate('abc', 'ab', '12'), overlay('abcdef' PLACING 'XX' FROM 2), overlay('abcdef', 'Z', 2, 3), ascii('A'), chr(66), space(3) || '|', levenshtein('kitten', 'sitting'), soundex('Robert');
-- case exam-mix-24
SELECT regexp_replace('a1b22', '\\d+', '#'), regexp_extract('k=v', '(\\w)=(\\w)', 2), regexp_extract_all('a1b2', '[0-9]', 0), regexp_like('abc', '^a'), 'abc' RLIKE 'b+', regexp_count('aaba', 'a'), regexp_instr('abc', 'c'), regexp_substr('abc123', '[0-9]+');
-- case exam-mix-25
SELECT 'a%b' LIKE 'a\%b', 'a_b' LIKE 'a\_b', 'axb' LIKE 'a_b', 'ABC' ILIKE 'abc', 'a%b' LIKE 'a!%b' ESCAPE '!', 'abc' LIKE ANY ('a%', 'x'), 'abc' LIKE ALL ('a%', '%c'), 'abc' NOT LIKE ALL ('x', 'y'), NULL LIKE 'a';
-- case exam-mix-26
SELECT startswith('abc', 'a'), endswith('abc', 'c'), contains('abc', 'b'), find_in_set('b', 'a,b,c'), initcap('hello wORLD'), elt(2, 'a', 'b'), concat_ws(',', 'a', array('b', NULL), 'c'), char_length('añb'), octet_length('añb'), bit_length('a'), crc32('a'), sha1('a'), sha2('a', 256), md5('x');
-- case exam-mix-27 ordered
FROM orders |> WHERE amount > 50 |> AGGREGATE sum(amount) AS total, count(*) AS n GROUP BY status |> ORDER BY status |> SELECT status, total;
-- case exam-mix-28
FROM customers |> EXTEND length(name) AS len |> SET city = upper(city) |> DROP email, credit |> LIMIT 2;
-- case exam-mix-29 ordered
SELECT * FROM customers |> WHERE id < 3 |> SELECT id, name |> AS c |> JOIN orders o ON c.id = o.customer_id |> SELECT c.name, o.order_id |> ORDER BY order_id;
-- case exam-mix-30 ordered
TABLE employees |> SELECT name, salary |> ORDER BY salary DESC, name |> LIMIT 3;
-- case exam-mix-31
FROM VALUES (1), (2) AS t(a) |> UNION ALL VALUES (3) |> AGGREGATE count(*);
-- case exam-mix-32
SELECT * FROM IDENTIFIER('customers') WHERE id = 1;
-- case exam-mix-33 ordered
SELECT IDENTIFIER('na' || 'me') FROM customers ORDER BY id LIMIT 1;
-- case exam-mix-34 ordered
SELECT EXTRACT(MONTH FROM signup) AS m, count(*) FROM customers GROUP BY EXTRACT(MONTH FROM signup) ORDER BY m;
-- case exam-mix-35 ordered
SELECT DISTINCT status, count(*) OVER (PARTITION BY status) AS n FROM orders ORDER BY status;
-- case exam-mix-36 ordered
SELECT name, salary, CASE WHEN salary >= 150000 THEN 'high' WHEN salary >= 100000 THEN 'mid' ELSE 'low' END AS band FROM employees ORDER BY salary DESC, name;
-- case exam-mix-37 ordered
SELECT CASE WHEN salary > 100000 THEN 'hi' ELSE 'lo' END AS band, count(*) AS n, avg(salary) AS a FROM employees GROUP BY band ORDER BY band;
-- case exam-mix-38 ordered
SELECT c.country, count(DISTINCT o.order_id) AS n, sum(o.amount) AS rev, round(avg(o.amount), 2) AS aov FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.country ORDER BY rev DESC NULLS LAST;
-- case exam-mix-39
SELECT * FROM (SELECT country, tier, credit FROM customers) PIVOT (max(credit) AS m FOR (country, tier) IN (('NO', 'gold') AS ng, ('FR', 'gold') AS fg));
-- case exam-mix-40 ordered
SELECT * FROM (SELECT dept, year(hired) AS y, salary FROM employees) PIVOT (avg(salary) FOR y IN (2015, 2019, 2020)) ORDER BY dept;
-- case exam-mix-41 ordered
SELECT dept, y2015 FROM (SELECT dept, year(hired) AS y, salary FROM employees) PIVOT (count(*) FOR y IN (2015 AS y2015)) ORDER BY dept;
-- case exam-mix-42
SELECT * FROM employees EXCEPT SELECT * FROM employees WHERE dept = 'eng';
-- case exam-mix-43 ordered
SELECT emp_id, name FROM employees EXCEPT SELECT emp_id, name FROM employees WHERE dept = 'eng' ORDER BY emp_id;
-- case exam-mix-44
SELECT max(hired) - min(hired), date_diff(max(hired), min(hired)), min(hired) + INTERVAL 1 YEAR FROM employees;
-- case exam-mix-45
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY salary), percentile_disc(0.5) WITHIN GROUP (ORDER BY salary), percentile(salary, array(0.25, 0.75)), approx_percentile(salary, 0.5) FROM employees;
-- case exam-mix-46
SELECT first(name, true), last(name), first_value(bonus) IGNORE NULLS, any_value(dept), bool_and(salary > 1), bit_and(emp_id), bit_or(emp_id), product(emp_id), sum_distinct(emp_id) FROM employees;
-- case exam-mix-47
SELECT min_by(name, salary), max_by(name, hired), mode(dept), array_size(collect_list(bonus)), array_sort(collect_set(dept)) FROM employees;
-- case exam-mix-48 ordered
SELECT o.order_id, o.tags, t.tag FROM orders o, LATERAL (SELECT explode(o.tags) AS tag) t ORDER BY 1, 3;
-- case exam-mix-49 ordered
SELECT order_id, tag, count(*) OVER (PARTITION BY tag) AS n FROM orders LATERAL VIEW explode(tags) AS tag ORDER BY tag, order_id;
-- case exam-mix-50 ordered
SELECT tag, count(*) AS n FROM orders LATERAL VIEW explode(tags) t AS tag GROUP BY tag ORDER BY n DESC, tag;
-- case exam-mix-51 ordered
SELECT tag, sum(amount) FROM (SELECT explode(tags) AS tag, amount FROM orders) GROUP BY tag HAVING sum(amount) > 50 ORDER BY tag;
-- case exam-mix-52
SELECT explode(tags), explode(tags) FROM orders WHERE order_id = 101;
