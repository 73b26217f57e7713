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
-- case exam-gen-01 ordered
SELECT order_id, t FROM orders LATERAL VIEW explode(tags) x AS t ORDER BY order_id, t;
-- case exam-gen-02 ordered
SELECT order_id, t FROM orders LATERAL VIEW OUTER explode(tags) x AS t ORDER BY order_id, t;
-- case exam-gen-03 ordered
SELECT order_id, pos, t FROM orders LATERAL VIEW posexplode(tags) x AS pos, t ORDER BY order_id, pos;
-- case exam-gen-04 ordered
SELECT order_id, explode(tags) FROM orders ORDER BY order_id;
-- case exam-gen-05 ordered
SELECT order_id, explode(tags) AS tag FROM orders WHERE order_id < 103 ORDER BY 1, 2;
-- case exam-gen-06 ordered
SELECT order_id, explode_outer(tags) AS tag FROM orders ORDER BY 1, 2;
-- case exam-gen-07
SELECT posexplode(array('a', 'b'));
-- case exam-gen-08 ordered
SELECT sku, explode(attrs) FROM products ORDER BY sku, key;
-- case exam-gen-09 ordered
SELECT sku, k, v FROM products LATERAL VIEW explode(attrs) AS k, v ORDER BY 1, 2;
-- case exam-gen-10 ordered
SELECT emp_id, inline(skills) FROM employees ORDER BY emp_id, lvl;
-- case exam-gen-11 ordered
SELECT e.name, s.name AS skill, s.lvl FROM employees e LATERAL VIEW inline(e.skills) s AS name, lvl ORDER BY 1, 2;
-- case exam-gen-12 ordered
SELECT e.name, s.lvl FROM employees e, LATERAL explode(e.skills) AS t(s) ORDER BY e.name, s.lvl;
-- case exam-gen-13
SELECT stack(2, 'a', 1, 'b', 2);
-- case exam-gen-14
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v);
-- case exam-gen-15 ordered
SELECT emp_id, metric, val FROM employees LATERAL VIEW stack(2, 'salary', CAST(salary AS DOUBLE), 'bonus', bonus) s AS metric, val ORDER BY 1, 2;
-- case exam-gen-16
SELECT explode(sequence(1, 3)) AS n;
-- case exam-gen-17
SELECT explode(sequence(DATE'2024-01-30', DATE'2024-02-02', INTERVAL 1 DAY)) AS d;
-- case exam-gen-18
SELECT explode(tags), explode(tags) FROM orders;
-- case exam-gen-19
SELECT explode(name) FROM customers;
-- case exam-gen-20 ordered
SELECT a, b FROM (SELECT 1) LATERAL VIEW explode(array(1, 2)) t1 AS a LATERAL VIEW explode(array(10, 20)) t2 AS b ORDER BY a, b;
-- case exam-gen-21
SELECT * FROM explode(array(1, 2));
-- case exam-gen-22 ordered
SELECT * FROM range(5) WHERE id % 2 = 0 ORDER BY id;
-- case exam-gen-23
SELECT * FROM range(2, 10, 4);
-- case exam-gen-24 ordered
SELECT e.name, s FROM employees e LATERAL VIEW explode(transform(skills, x -> x.name)) t AS s ORDER BY 1, 2;
-- case exam-gen-25 ordered
SELECT emp_id, skills.name, skills[0].lvl FROM employees WHERE size(skills) > 0 ORDER BY emp_id;
-- case exam-gen-26
SELECT transform(tags, x -> concat(x, '-', status)) FROM orders WHERE order_id = 101;
-- case exam-gen-27 ordered
SELECT order_id, filter(tags, t -> t LIKE 'w%') AS w FROM orders ORDER BY order_id;
-- case exam-gen-28 ordered
SELECT order_id, exists(tags, t -> t = 'vip') AS v, forall(tags, t -> t IS NOT NULL) f FROM orders ORDER BY order_id;
-- case exam-gen-29
SELECT aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x), reduce(array(1, 2), 10, (a, x) -> a * x, a -> a + 1);
-- case exam-gen-30
SELECT transform(array(1, 2), (x, i) -> x * i), zip_with(array(1, 2), array(3, 4), (a, b) -> a + b);
-- case exam-gen-31
SELECT map_filter(attrs, (k, v) -> k = 'color'), transform_values(attrs, (k, v) -> upper(v)), transform_keys(attrs, (k, v) -> upper(k)) FROM products WHERE sku = 'A1';
-- case exam-gen-32
SELECT array_sort(array(3, 1, 2), (a, b) -> b - a), sort_array(array(3, NULL, 1), false);
-- case exam-gen-33 ordered
SELECT map_keys(attrs), map_values(attrs), size(attrs), cardinality(attrs) FROM products ORDER BY sku;
-- case exam-gen-34 ordered
SELECT map_entries(attrs) FROM products ORDER BY sku;
-- case exam-gen-35
SELECT named_struct('a', 1, 'b', 'x') AS s, struct(1, 'x'), struct(id, name) FROM customers WHERE id = 1;
-- case exam-gen-36
SELECT struct(id AS a, name AS b).b FROM customers WHERE id = 2;
-- case exam-gen-37 ordered
SELECT s.* FROM (SELECT struct(id, name) AS s FROM customers) WHERE s.id > 3 ORDER BY s.id;
-- case exam-gen-38
SELECT array(1, 2.5, NULL), array('a', 1), array(), map('a', 1, 'b', NULL);
-- case exam-gen-39
SELECT map(1, 'a', 1, 'b');
-- case exam-gen-40
SELECT map(NULL, 1);
-- case exam-gen-41
SELECT array(1, 2)[1], array(1, 2)[2];
-- case exam-gen-42
SELECT array(1, 2)[-1];
-- case exam-gen-43
SELECT element_at(array(1, 2, 3), -1), element_at(array(1, 2, 3), 0);
-- case exam-gen-44
SELECT named_struct('a', 1).b;
-- case exam-gen-45 ordered
SELECT from_json(payload, 'page STRING, n INT') FROM events WHERE event_id < 4 ORDER BY event_id;
-- case exam-gen-46 ordered
SELECT event_id, get_json_object(payload, '$.items[1]'), get_json_object(payload, '$.items') FROM events ORDER BY event_id;
-- case exam-gen-47
SELECT from_json('{"a":[1,2],"b":{"c":"x"}}', 'a ARRAY<INT>, b STRUCT<c: STRING>').b.c;
-- case exam-gen-48
SELECT from_json('{"a":1', 'a INT'), from_json('{"a":"x"}', 'a INT');
-- case exam-gen-49
SELECT to_json(named_struct('a', 1, 'b', array(1, 2), 'c', NULL, 'd', DATE'2024-01-01')), to_json(map('x', 1.5));
-- case exam-gen-50
SELECT schema_of_json('{"a":1,"b":[1.5],"c":null}');
-- case exam-gen-51
SELECT json_tuple('{"a":1,"b":"x"}', 'a', 'b');
-- case exam-gen-52 ordered
SELECT e.event_id, j.page, j.n FROM events e LATERAL VIEW json_tuple(payload, 'page', 'n') j AS page, n ORDER BY event_id;
-- case exam-gen-53
SELECT flatten(array(array(1, 2), array(3))), array_contains(array(1, NULL), 2), array_distinct(array(1, 1, NULL, NULL)), array_union(array(1, 2), array(2, 3)), array_except(array(1, 2), array(2)), array_intersect(array(1, 2), array(2));
-- case exam-gen-54
SELECT slice(array(1, 2, 3, 4), 2, 2), array_join(array('a', NULL, 'b'), ','), array_join(array('a', NULL), ',', '?'), array_position(array(5, 6), 6), array_remove(array(1, 2, 1), 1), array_repeat('x', 2), arrays_zip(array(1, 2), array('a', 'b'));
-- case exam-gen-55
SELECT collect_list(struct(name, salary)) FROM (SELECT * FROM employees ORDER BY emp_id) WHERE dept = 'eng';
-- case exam-gen-56
SELECT map_from_arrays(array('a', 'b'), array(1, 2)), map_from_entries(array(struct('x', 1))), map_concat(map('a', 1), map('b', 2)), str_to_map('a:1,b:2');
-- case exam-gen-57
SELECT dept, map_from_entries(collect_list(struct(name, salary))) FROM employees WHERE dept = 'exec' GROUP BY dept;
