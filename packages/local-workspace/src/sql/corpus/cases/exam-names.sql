-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE products (sku STRING, title STRING, price DECIMAL(8,2), weight FLOAT, attrs MAP<STRING,STRING>, dims STRUCT<w:INT,h:INT,unit:STRING>, stock SMALLINT, rating DOUBLE);
INSERT INTO products VALUES ('A1','Lamp',19.99,CAST(1.5 AS FLOAT),map('color','red','size','M'),named_struct('w',10,'h',20,'unit','cm'),5,4.5),('B2','Desk',250.00,CAST(30.25 AS FLOAT),map('color','oak'),named_struct('w',120,'h',75,'unit','cm'),0,3.9),('C3','Pen',0.99,CAST(0.01 AS FLOAT),map(),NULL,NULL,NULL),('D4','Mug',NULL,NULL,NULL,named_struct('w',NULL,'h',9,'unit',NULL),100,5.0);
-- case exam-names-01
SELECT id + 1, id * 2.0, -id, NOT active, name || '!', upper(name), credit / 2, id = 1, id <> 2, id BETWEEN 1 AND 3, id IN (1, 2), name LIKE 'A%', name IS NULL, name IS NOT NULL FROM customers WHERE id = 1;
-- case exam-names-02
SELECT count(*), count(1), count(id), sum(DISTINCT id), avg(credit), max(name), first(name), collect_list(id) FROM customers WHERE id = 1;
-- case exam-names-03
SELECT CASE WHEN id > 1 THEN 'a' ELSE 'b' END, CASE id WHEN 1 THEN 'x' END, if(id = 1, 'y', 'n'), coalesce(city, 'none'), nullif(id, 1), nvl(tier, '-') FROM customers WHERE id = 1;
-- case exam-names-04
SELECT CAST(id AS STRING), id::string, CAST(credit AS INT), try_cast(name AS INT), date(signup), int('5'), string(id) FROM customers WHERE id = 1;
-- case exam-names-05
SELECT (SELECT max(id) FROM customers), EXISTS (SELECT 1), (SELECT 1) + 1;
-- case exam-names-06
SELECT substring(name, 1, 3), substr(name, 2), trim(name), replace(name, 'A', 'B'), split(name, ' ')[0], concat(name, '-', id), length(name), lower(name), initcap(name) FROM customers WHERE id = 1;
-- case exam-names-07
SELECT tags[0], size(tags), attrs['color'], dims.w, dims FROM orders, products WHERE order_id = 101 AND sku = 'A1';
-- case exam-names-08
SELECT round(amount, 1), round(amount), floor(amount), ceil(amount), abs(-amount), amount % 2, mod(qty, 2), pmod(-1, 3), sqrt(qty), power(qty, 2), exp(0) FROM orders WHERE order_id = 101;
-- case exam-names-09
SELECT 1, 'a', 1.5, true, NULL, DATE'2024-01-01', TIMESTAMP'2024-01-01 00:00:00', INTERVAL 1 DAY, X'01', 1e3, 2.5D, 10L;
-- case exam-names-10
SELECT sum(CASE WHEN status = 'paid' THEN amount ELSE 0 END), count(DISTINCT status), sum(amount) FILTER (WHERE qty > 1), percentile(qty, 0.5), percentile_approx(qty, 0.5), max_by(order_id, amount), bool_or(qty > 5), any(qty > 5), every(qty > 0), approx_count_distinct(status) FROM orders;
-- case exam-names-11
SELECT row_number() OVER (ORDER BY id), sum(id) OVER (PARTITION BY country ORDER BY id), lag(id) OVER (ORDER BY id), first_value(name) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), rank() OVER (ORDER BY id DESC NULLS LAST), count(*) OVER () FROM customers WHERE id = 1;
-- case exam-names-12
SELECT c.id, c.name AS `full name`, `c`.`city` FROM customers AS c WHERE c.id = 2;
-- case exam-names-13
SELECT ID, Name, NAME FROM customers WHERE id = 2;
-- case exam-names-14
SELECT a.id, b.id FROM customers a JOIN customers b ON a.id = b.id WHERE a.id = 1;
-- case exam-names-15
SELECT id > 1 AND id < 3, id > 1 OR active, NOT (id = 1), (id + 1) * 2, id + 1 * 2, -(id + 1) FROM customers WHERE id = 1;
-- case exam-names-16
SELECT amount > (SELECT avg(amount) FROM orders), qty BETWEEN 1 AND 2, status NOT IN ('a', 'b'), status NOT LIKE 'p%', status RLIKE '^p', qty NOT BETWEEN 1 AND 2, amount <=> NULL, amount != 1, status ILIKE 'P%' FROM orders WHERE order_id = 101;
-- case exam-names-17
SELECT array(1, 2), map('a', 1), struct(1, 2), named_struct('x', id), array(id, id + 1)[0], sequence(1, 3), explode(array(1)) FROM customers WHERE id = 1;
-- case exam-names-18
SELECT to_date('2024-01-01'), to_timestamp('2024-01-01 10:00:00'), to_date('01/02/2024', 'dd/MM/yyyy'), unix_timestamp('2024-01-01 00:00:00'), from_unixtime(0), date_diff(DAY, DATE'2024-01-01', DATE'2024-01-05'), timestampdiff(HOUR, TIMESTAMP'2024-01-01 00:00:00', TIMESTAMP'2024-01-01 05:00:00'), dateadd(MONTH, 1, DATE'2024-01-31');
-- case exam-names-19
SELECT filter(array(1, 2), x -> x > 1), transform(array(1), x -> x + 1), get_json_object('{"a":1}', '$.a'), from_json('{"a":1}', 'a INT'), to_json(struct(1 AS a)), md5('a'), regexp_replace('abc', 'b', 'x'), regexp_extract('a1', '([0-9])', 1), lpad('a', 3, '0');
-- case exam-names-20
SELECT name n, n || '!' AS m, length(m) FROM customers WHERE id = 1;
-- case exam-names-21
SELECT struct(c.*) FROM customers c WHERE id = 1;
-- case exam-names-22
SELECT count(c.*), count(c.id, c.city) FROM customers c;
-- case exam-names-23
SELECT * FROM (SELECT 1, 'a', 1 + 1, upper('x'));
-- case exam-names-24
SELECT `upper(x)` FROM (SELECT upper('x'));
-- case exam-names-25
SELECT name AS a, city AS a FROM customers WHERE id = 1;
-- case exam-names-26
SELECT a FROM (SELECT name AS a, city AS a FROM customers);
-- case exam-names-27
SELECT 5 AS `a b`, 6 AS `select`, 7 AS `x``y`;
-- case exam-names-29
SELECT 1 a, 2 AS b, 3 c FROM VALUES (1);
-- case exam-names-30
SELECT 10 DIV 3, 10 MOD 3, 2 == 2, 3 <> 4, NOT true, ! false, 1 < 2 AND 2 < 3;
