-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE products (sku STRING, title STRING, price DECIMAL(8,2), weight FLOAT, attrs MAP<STRING,STRING>, dims STRUCT<w:INT,h:INT,unit:STRING>, stock SMALLINT, rating DOUBLE);
INSERT INTO products VALUES ('A1','Lamp',19.99,CAST(1.5 AS FLOAT),map('color','red','size','M'),named_struct('w',10,'h',20,'unit','cm'),5,4.5),('B2','Desk',250.00,CAST(30.25 AS FLOAT),map('color','oak'),named_struct('w',120,'h',75,'unit','cm'),0,3.9),('C3','Pen',0.99,CAST(0.01 AS FLOAT),map(),NULL,NULL,NULL),('D4','Mug',NULL,NULL,NULL,named_struct('w',NULL,'h',9,'unit',NULL),100,5.0);
CREATE TABLE events (event_id INT, user_id INT, ts TIMESTAMP_NTZ, kind STRING, payload STRING, value INT);
INSERT INTO events VALUES (1,1,TIMESTAMP_NTZ'2024-01-01 09:00:00','click','{"page":"home","n":1,"meta":{"ref":"ad"}}',10),(2,1,TIMESTAMP_NTZ'2024-01-01 09:05:00','view','{"page":"shop","n":2}',20),(3,2,TIMESTAMP_NTZ'2024-01-01 10:00:00','click','{"page":"home","items":[1,2,3]}',NULL),(4,2,TIMESTAMP_NTZ'2024-01-02 11:30:00','buy','bad json',40),(5,3,TIMESTAMP_NTZ'2024-01-03 00:00:00','view',NULL,50),(6,1,TIMESTAMP_NTZ'2024-01-03 09:00:00','buy','{"page":null}',20);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-types-01
SELECT 1/2, 5/2, 5 div 2, 5 % 3, -5 % 3, 7.5 % 2, 2 * 3.5, 1.0/3;
-- case exam-types-02
SELECT CAST(1 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(10,2)), CAST(1 AS DECIMAL(38,10)) * CAST(2 AS DECIMAL(38,10)), CAST(1 AS DECIMAL(5,2)) + CAST(2 AS DECIMAL(7,4));
-- case exam-types-03 ordered
SELECT amount * qty, amount / qty, amount + qty, amount - 1.5, amount % 7 FROM orders ORDER BY order_id;
-- case exam-types-04
SELECT sum(amount), avg(amount), sum(amount * 1.1), max(amount), avg(qty), sum(qty), sum(discount) FROM orders;
-- case exam-types-05 ordered
SELECT price * 1.25 AS p1, price * 2 AS p2, price * CAST(1.5 AS DOUBLE) AS p3, round(price * 1.175, 2) AS p4, price / 3 AS p5 FROM products ORDER BY sku;
-- case exam-types-06 ordered
SELECT weight, weight * 2, weight + price, stock + 1, stock * 1.5, rating / stock FROM products WHERE stock > 0 ORDER BY sku;
-- case exam-types-07 ordered
SELECT rating / stock FROM products ORDER BY sku;
-- case exam-types-08
SELECT 1 / 0;
-- case exam-types-09
SELECT 1 % 0;
-- case exam-types-10
SELECT try_divide(1, 0), try_add(2147483647, 1), nullif(0, 0);
-- case exam-types-11
SELECT 2147483647 + 1;
-- case exam-types-12
SELECT 9223372036854775807 + 1;
-- case exam-types-13
SELECT CAST(300 AS TINYINT);
-- case exam-types-14
SELECT CAST('abc' AS INT);
-- case exam-types-15
SELECT CAST('12' AS INT), CAST(' 12 ' AS INT), CAST('1.5' AS DOUBLE), CAST('1e3' AS DOUBLE), CAST('true' AS BOOLEAN), CAST('no' AS BOOLEAN);
-- case exam-types-16
SELECT CAST('12.7' AS INT);
-- case exam-types-17
SELECT CAST(12.7 AS INT), CAST(-12.7 AS INT), CAST(1.5 AS STRING), CAST(CAST(1 AS DOUBLE) AS STRING), CAST(1e20 AS STRING), CAST(true AS INT);
-- case exam-types-18
SELECT try_cast('x' AS INT), try_cast('2024-13-01' AS DATE), try_cast('5' AS BIGINT), TRY_CAST(1e20 AS INT);
-- case exam-types-19
SELECT CAST('2024-01-15' AS DATE), CAST('2024-1-5' AS DATE), CAST('2024' AS DATE), CAST('2024-01-15 10:30' AS TIMESTAMP), CAST('2024-01-15T10:30:00Z' AS TIMESTAMP), CAST('2024-01-15 10:30:00.123+02:00' AS TIMESTAMP);
-- case exam-types-20
SELECT CAST('2024-13-45' AS DATE);
-- case exam-types-21
SELECT '10' + 5, '3' * '4', 1 + 1.5, '1.5' + 1;
-- case exam-types-22
SELECT 'a' + 1;
-- case exam-types-23
SELECT 1 = '1', '2' > 1, 1.0 = 1, '1.0' = 1, true = 'true', DATE'2024-01-01' = '2024-01-01', TIMESTAMP'2024-01-01 00:00:00' = DATE'2024-01-01';
-- case exam-types-24
SELECT 'abc' = 1;
-- case exam-types-25
SELECT coalesce(1, 2.5), coalesce(NULL, 'a'), coalesce(1, '2'), nvl(DATE'2024-01-01', '2024-02-02'), if(true, 1, 2.0), CASE WHEN false THEN 1 ELSE 'x' END;
-- case exam-types-26
SELECT 1 IN ('1', '2'), '1' IN (1, 2), 1.5 IN (1, 2), NULL IN (1), 1 IN (NULL), DATE'2024-01-01' IN ('2024-01-01');
-- case exam-types-27 ordered
SELECT id FROM customers WHERE signup > '2023-02-01' ORDER BY id;
-- case exam-types-28 ordered
SELECT id FROM customers WHERE credit = '250.5' OR id = '3' ORDER BY id;
-- case exam-types-29 ordered
SELECT order_id FROM orders WHERE order_ts BETWEEN '2024-01-10' AND '2024-02-15' ORDER BY order_id;
-- case exam-types-30 ordered
SELECT order_id FROM orders WHERE order_ts >= DATE'2024-02-01' ORDER BY order_id;
-- case exam-types-31
SELECT order_id FROM orders WHERE to_date(order_ts) = '2024-02-28';
-- case exam-types-32
SELECT DATE'2024-01-31' + 1, DATE'2024-03-01' - 1, DATE'2024-03-01' - DATE'2024-02-01', DATE'2024-01-31' + INTERVAL 1 MONTH, DATE'2024-01-31' + INTERVAL '1' DAY, DATE'2024-01-01' + INTERVAL 2 HOURS;
-- case exam-types-33
SELECT TIMESTAMP'2024-01-01 10:00:00' - TIMESTAMP'2024-01-01 08:30:00', TIMESTAMP'2024-01-31 10:00:00' + INTERVAL 1 MONTH, TIMESTAMP'2024-01-01 10:00:00' - INTERVAL '1 02:03:04' DAY TO SECOND;
-- case exam-types-34
SELECT TIMESTAMP'2024-01-01 10:00:00' - DATE'2023-12-31', DATE'2024-01-02' - TIMESTAMP'2024-01-01 12:00:00';
-- case exam-types-35
SELECT TIMESTAMP'2024-01-01 10:00:00' + 1;
-- case exam-types-36
SELECT INTERVAL 1 DAY, INTERVAL '1-2' YEAR TO MONTH, INTERVAL 90 MINUTES, INTERVAL 1 DAY * 2, INTERVAL 3 MONTH / 2, INTERVAL 1 DAY + INTERVAL 2 HOUR, -INTERVAL 1 DAY;
-- case exam-types-37
SELECT INTERVAL 1 DAY 2 HOURS, INTERVAL 1 YEAR 2 MONTHS;
-- case exam-types-38
SELECT INTERVAL 1 MONTH + INTERVAL 1 DAY;
-- case exam-types-39 ordered
SELECT ts, ts + INTERVAL 30 MINUTES, CAST(ts AS DATE), CAST(ts AS TIMESTAMP), date_trunc('HOUR', ts), ts > '2024-01-01 09:30:00' FROM events ORDER BY event_id LIMIT 2;
-- case exam-types-40
SELECT CAST(order_ts AS STRING), CAST(order_ts AS DATE), CAST(order_ts AS BIGINT), CAST(order_ts AS DOUBLE), CAST(order_ts AS TIMESTAMP_NTZ) FROM orders WHERE order_id = 104;
-- case exam-types-41
SELECT CAST(DATE'2024-01-01' AS TIMESTAMP), CAST(0 AS TIMESTAMP), CAST(1.5 AS TIMESTAMP), CAST(DATE'2024-01-01' AS STRING);
-- case exam-types-42
SELECT CAST(DATE'2024-01-01' AS INT);
-- case exam-types-43
SELECT CAST(1 AS DATE);
-- case exam-types-44
SELECT X'1F', CAST('abc' AS BINARY), CAST(X'616263' AS STRING), hex('abc'), unhex('4D'), base64('abc'), length(X'1F00'), X'01' || X'02';
-- case exam-types-45
SELECT true AND NULL, false AND NULL, true OR NULL, NOT NULL, NULL = NULL, NULL <=> NULL, 1 <=> NULL, NULL IS NOT TRUE, true IS DISTINCT FROM NULL;
-- case exam-types-46 ordered
SELECT active IS TRUE, active IS NOT FALSE, active IS UNKNOWN, NOT active FROM customers ORDER BY id;
-- case exam-types-47
SELECT CAST(1e7 AS STRING), CAST(1234567.5D AS STRING), CAST(0.0001D AS STRING), CAST(CAST(0.1 AS FLOAT) AS STRING), CAST(1.10 AS STRING), concat(1.50, '', 2D);
-- case exam-types-48
SELECT 1L, 2S, 3Y, 1.5BD, 10D, 1.5F, 0x1F;
-- case exam-types-49
SELECT array(1, '2'), array(1.5, 2), map('a', 1, 'b', 2.5), struct(1, 'a', NULL);
-- case exam-types-50
SELECT CAST(array('1', '2') AS ARRAY<INT>), CAST(named_struct('a', '1') AS STRUCT<x: INT>), CAST(map('a', '1') AS MAP<STRING, DOUBLE>);
-- case exam-types-51
SELECT CAST(array(1, NULL) AS STRING), CAST(map('a', 1) AS STRING), CAST(named_struct('a', 1, 'b', 'x') AS STRING), concat_ws(',', array('a', 'b'));
-- case exam-types-52
SELECT typeof(1 + 1L), typeof(1.5 * 2), typeof(sum(qty)), typeof(avg(qty)), typeof(avg(amount)), typeof(sum(amount)), typeof(count(*)), typeof(sum(discount)) FROM orders;
-- case exam-types-53
SELECT typeof(1 / 2), typeof(1.5 + 1), typeof(CAST(1 AS DECIMAL(10,0)) / 3), typeof(-1.5), typeof(abs(-5)), typeof(round(2.567, 1)), typeof(ceil(2.5)), typeof(floor(2.5D)), typeof(power(2, 3)), typeof(1 % 2.5);
-- case exam-types-54
SELECT greatest(1, 2.5, NULL), least('a', 'b'), greatest(DATE'2024-01-01', DATE'2024-02-01'), greatest(1, 1.5D);
-- case exam-types-55
SELECT 1 + NULL, NULL || 'a', concat('a', NULL), concat_ws('-', 'a', NULL, 'b'), upper(NULL), length(NULL);
-- case exam-types-56
SELECT -2147483648, - 5, +3, ~5, 5 & 3, 5 | 3, 5 ^ 3, shiftleft(1, 4), 8 >> 1;
-- case exam-types-57
SELECT CAST(99999.99 AS DECIMAL(5,2));
-- case exam-types-58
SELECT CAST('' AS INT);
-- case exam-types-59
SELECT sum(salary) / count(*), sum(salary) * 1.0 / count(*), avg(salary), round(avg(salary), 2), CAST(avg(salary) AS INT), CAST(avg(salary) AS DECIMAL(10,2)) FROM employees;
-- case exam-types-60
SELECT DATE'2024-02-30';
-- case exam-types-61
SELECT TIMESTAMP'2024-02-28 25:00:00';
-- case exam-types-62
SELECT date_add(DATE'2024-01-01', 5), date_sub('2024-01-01', 1), datediff('2024-03-01', '2024-02-01'), add_months(DATE'2024-01-31', 1), last_day('2024-02-01'), months_between('2024-03-31', '2024-01-15'), next_day('2024-01-01', 'Mon');
