-- setup
CREATE TABLE sales (region STRING, product STRING, qty INT, price DECIMAL(10,2), sold DATE, ok BOOLEAN);
INSERT INTO sales VALUES ('EU','a',10,1.50,DATE'2024-01-05',true),('EU','b',5,2.25,DATE'2024-01-20',false),('US','a',7,1.75,DATE'2024-02-01',true),('US','b',NULL,3.00,DATE'2024-02-10',NULL),('US','c',1,NULL,DATE'2024-03-03',true),(NULL,'a',2,9.99,NULL,false);
-- case aggregates-01
SELECT count(*) AS a, count(qty) AS b, count(DISTINCT region) AS c, count_if(ok) AS d, count(1) AS e, count(DISTINCT region, product) AS f FROM sales;
-- case aggregates-02
SELECT sum(qty) AS a, sum(price) AS b, avg(qty) AS c, avg(price) AS d, min(price) AS e, max(sold) AS f, typeof(sum(qty)) AS g, typeof(sum(price)) AS h, typeof(avg(price)) AS i FROM sales;
-- case aggregates-03 ordered
SELECT region, sum(qty * price) AS revenue, round(avg(price), 2) AS ap FROM sales GROUP BY region ORDER BY region NULLS LAST;
-- case aggregates-04 ordered
SELECT region, count(*) AS n FROM sales GROUP BY 1 HAVING count(*) > 1 ORDER BY n DESC, region;
-- case aggregates-05
SELECT max_by(product, qty) AS a, min_by(product, qty) AS b, any_value(1) AS c FROM sales;
-- case aggregates-06
SELECT sort_array(collect_list(product)) AS a, sort_array(collect_set(product)) AS b, size(collect_list(qty)) AS c, sort_array(array_agg(qty)) AS d FROM sales;
-- case aggregates-07
SELECT bool_and(ok) AS a, bool_or(ok) AS b, every(qty > 0) AS c, some(qty > 9) AS d, any(ok) AS e FROM sales;
-- case aggregates-08
SELECT round(stddev(qty), 6) AS a, round(stddev_pop(qty), 6) AS b, round(variance(qty), 6) AS c, round(var_pop(qty), 6) AS d, round(skewness(qty), 6) AS e, round(kurtosis(qty), 6) AS f FROM sales;
-- case aggregates-09
SELECT percentile(qty, 0.5) AS a, percentile(qty, array(0.25, 0.75)) AS b, median(qty) AS c, percentile_approx(qty, 0.5) AS d, approx_percentile(qty, array(0.1, 0.9)) AS e, median(price) AS f FROM sales;
-- case aggregates-10
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY qty) AS a, percentile_disc(0.5) WITHIN GROUP (ORDER BY qty) AS b FROM sales;
-- case aggregates-11
SELECT round(corr(qty, price), 6) AS a, round(covar_pop(qty, price), 6) AS b, round(covar_samp(qty, price), 6) AS c, round(regr_slope(price, qty), 6) AS d, regr_count(price, qty) AS e FROM sales;
-- case aggregates-12
SELECT approx_count_distinct(product) AS a, bit_and(qty) AS b, bit_or(qty) AS c, bit_xor(qty) AS d FROM sales;
-- case aggregates-13
SELECT sum(qty) FILTER (WHERE region = 'EU') AS a, count(*) FILTER (WHERE ok) AS b, avg(price) FILTER (WHERE product = 'z') AS c, sum(DISTINCT qty) AS d FROM sales;
-- case aggregates-14
SELECT listagg(product, ',') WITHIN GROUP (ORDER BY product) AS a, string_agg(DISTINCT product, '|') WITHIN GROUP (ORDER BY product DESC) AS b FROM sales;
-- case aggregates-15
SELECT count(*) AS a, sum(qty) AS b, max(qty) AS c, collect_list(qty) AS d, avg(qty) AS e FROM sales WHERE false;
-- case aggregates-16 ordered
SELECT region, product, sum(qty) AS q, grouping(region) AS gr, grouping_id() AS gid FROM sales WHERE region IS NOT NULL GROUP BY ROLLUP(region, product) ORDER BY gid, region, product;
-- case aggregates-17 ordered
SELECT region, product, count(*) AS n, grouping_id(region, product) AS g FROM sales GROUP BY CUBE(region, product) ORDER BY g, region, product;
-- case aggregates-18 ordered
SELECT region, product, sum(qty) AS q FROM sales GROUP BY GROUPING SETS ((region), (product), ()) ORDER BY region, product, q;
-- case aggregates-19 ordered
SELECT region, product, sum(qty) AS q FROM sales GROUP BY region, product WITH ROLLUP ORDER BY region, product, q;
-- case aggregates-20 ordered
SELECT year(sold) AS y, month(sold) AS m, sum(qty) AS q FROM sales GROUP BY ALL ORDER BY ALL;
-- case aggregates-21
SELECT region, qty FROM sales GROUP BY region;
-- case aggregates-22 ordered
SELECT region, sum(qty) AS total FROM sales GROUP BY region HAVING total > 10 ORDER BY total;
-- case aggregates-23
SELECT sum(qty) FROM sales WHERE sum(qty) > 1;
-- case aggregates-24
SELECT first(product) AS a, last(product) AS b, first(qty, true) AS c FROM (SELECT * FROM sales WHERE product = 'b' AND qty IS NOT NULL);
-- case aggregates-25
SELECT mode(product) AS a FROM sales;
-- case aggregates-26
SELECT try_sum(qty) AS a, try_avg(qty) AS b, sum(CAST(qty AS DOUBLE)) AS c, mean(qty) AS d, std(qty) > 0 AS e FROM sales;
-- case aggregates-27
SELECT sum(x) FROM VALUES (9223372036854775807L), (1L) AS t(x);
-- case aggregates-28
SELECT try_sum(x) AS a FROM VALUES (9223372036854775807L), (1L) AS t(x);
-- case aggregates-29
SELECT product, count(*) AS n FROM sales GROUP BY product ORDER BY count(*) DESC, product LIMIT 2;
-- case aggregates-30 ordered
SELECT DISTINCT region FROM sales ORDER BY region DESC NULLS FIRST;
-- case aggregates-31
SELECT count(DISTINCT CASE WHEN ok THEN product END) AS a, sum(IF(ok, qty, 0)) AS b, avg(CASE WHEN qty > 5 THEN 1.0 ELSE 0.0 END) AS c FROM sales;
-- case aggregates-32 ordered
SELECT upper(region) AS r, sum(qty) / count(*) AS per, sum(qty) * 100.0 / 25 AS pct FROM sales GROUP BY upper(region) ORDER BY r;
-- case aggregates-33
SELECT min(struct(qty, product)) AS a, max(array(qty)) AS b FROM sales WHERE qty IS NOT NULL;
