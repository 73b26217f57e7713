# setup
from pyspark.sql import functions as F, Window, Row
from pyspark.sql.types import *
import datetime as dt
from decimal import Decimal
spark.sql("DROP TABLE IF EXISTS orders")
spark.sql("DROP TABLE IF EXISTS customers")
orders = spark.createDataFrame(
    [
        (1, "ada", "books", 12.5, 2, dt.date(2024, 1, 5)),
        (2, "bob", "games", 40.0, 1, dt.date(2024, 1, 17)),
        (3, "ada", "games", 25.0, 3, dt.date(2024, 2, 3)),
        (4, "cyd", "books", 8.0, None, dt.date(2024, 2, 20)),
        (5, "bob", "books", 15.75, 4, dt.date(2024, 3, 1)),
        (6, None, "tools", 99.99, 1, None),
    ],
    "id INT, customer STRING, category STRING, price DOUBLE, quantity INT, day DATE",
)
orders.write.mode("overwrite").saveAsTable("orders")
customers = spark.createDataFrame([("ada", "UK"), ("bob", "US"), ("eve", "FR")], ["name", "country"])
customers.write.mode("overwrite").saveAsTable("customers")
# case select-1
out = orders.select("id", F.col("price") * F.col("quantity"), (F.col("price") + 1).alias("more"))
# case select-2
out = orders.select(F.upper("customer"), F.length(F.col("category")), F.lit(3), F.lit("x").alias("x"))
# case select-3
out = orders.select("*", F.round(F.col("price") / 3, 2).alias("third")).drop("day", "customer")
# case select-4
out = orders.selectExpr("id", "price * quantity AS total", "upper(category)")
# case filter-1
out = orders.filter((F.col("price") > 10) & (F.col("category") == "books")).select("id")
# case filter-2
out = orders.where("quantity IS NULL OR price >= 40").select("id", "price")
# case filter-3
out = orders.filter(~F.col("customer").isin("ada", "bob")).select("id")
# case filter-4
out = orders.filter(orders.customer.isNull() | orders["category"].like("b%")).select(orders.id)
# case with-1
out = orders.withColumn("total", F.col("price") * F.col("quantity")).withColumn("big", F.when(F.col("total") > 40, "yes").otherwise("no")).select("id", "total", "big")
# case with-2
out = orders.withColumn("price", F.col("price").cast("decimal(10,2)")).withColumnRenamed("price", "amount").select("id", "amount")
# case with-3
out = orders.withColumns({"a": F.lit(1), "b": F.col("id") + 1}).select("a", "b")
# case group-1
out = orders.groupBy("category").count()
# case group-2
out = orders.groupBy("category").agg(F.sum("price"), F.avg("quantity").alias("q"), F.countDistinct("customer"), F.max("day"))
# case group-3
out = orders.groupBy("category").sum("price", "quantity")
# case group-4
out = orders.groupBy("category").agg({"price": "max", "*": "count"})
# case group-5
out = orders.groupBy(F.year("day").alias("y"), F.month("day").alias("m")).agg(F.sum(F.col("price") * F.col("quantity")).alias("revenue")).orderBy("y", "m")
# case group-6
out = orders.agg(F.min("price"), F.max("price"), F.count("*"), F.count("quantity"), F.sum("quantity"))
# case group-7
out = orders.groupBy("customer").agg(F.collect_list("id").alias("ids"), F.sort_array(F.collect_set("category")).alias("cats"))
# case group-8
out = orders.groupBy("customer").pivot("category").sum("price")
# case group-9
out = orders.groupBy("customer").pivot("category", ["books", "games"]).agg(F.sum("price").alias("s"), F.count("id").alias("n"))
# case group-10
out = orders.cube("category", "customer").agg(F.count("*").alias("n"), F.grouping_id().alias("g"))
# case group-11
out = orders.rollup("category").agg(F.sum("price").alias("s"))
# case group-12
out = orders.groupBy("category").agg(F.expr("percentile_approx(price, 0.5)").alias("p"), F.first("id", ignorenulls=True).isNotNull().alias("f"))
# case group-13
out = orders.groupBy().agg(F.sum("price").alias("s"))
# case group-14
out = orders.groupBy("category").mean("price")
# case join-1
out = orders.join(customers, orders.customer == customers.name, "left").select("id", "country")
# case join-2
out = orders.join(customers.withColumnRenamed("name", "customer"), "customer")
# case join-3
out = orders.join(customers.withColumnRenamed("name", "customer"), ["customer"], "full").select("customer", "id", "country")
# case join-4
out = orders.join(customers, F.col("customer") == F.col("name"), "left_anti").select("id")
# case join-5
out = orders.alias("o").join(customers.alias("c"), F.col("o.customer") == F.col("c.name"), "inner").select("o.id", "c.country", "o.customer")
# case join-6
out = orders.alias("a").join(orders.alias("b"), (F.col("a.category") == F.col("b.category")) & (F.col("a.id") < F.col("b.id"))).select(F.col("a.id").alias("x"), F.col("b.id").alias("y"))
# case join-7
out = orders.join(F.broadcast(customers), orders.customer == customers.name).drop(customers.name).select("id", "country")
# case join-8
out = orders.select("id").crossJoin(customers.select("country")).count()
# case join-9
left = spark.createDataFrame([(1, "a"), (2, "b")], ["id", "v"])
right = spark.createDataFrame([(1, "c"), (3, "d")], ["id", "v"])
out = left.join(right, left.id == right.id, "outer").select(left.id, right.id.alias("rid"), left.v, right.v.alias("rv"))
# case window-1
w = Window.partitionBy("category").orderBy(F.desc("price"))
out = orders.withColumn("rank", F.row_number().over(w)).select("id", "rank")
# case window-2
w = Window.partitionBy("customer").orderBy("id").rowsBetween(Window.unboundedPreceding, Window.currentRow)
out = orders.select("id", F.sum("price").over(w).alias("running"), F.lag("price", 1).over(Window.partitionBy("customer").orderBy("id")).alias("before"))
# case window-3
out = orders.select("id", F.dense_rank().over(Window.orderBy(F.col("category"))).alias("d"), F.ntile(2).over(Window.orderBy("id")).alias("n"), F.percent_rank().over(Window.orderBy("id")).alias("p"))
# case window-4
out = orders.withColumn("share", F.round(F.col("price") / F.sum("price").over(Window.partitionBy("category")), 3)).select("id", "share")
# case order-1 ordered
out = orders.orderBy(F.col("customer").desc_nulls_last(), F.asc("price")).select("id")
# case order-2 ordered
out = orders.sort("category", ascending=False).select("category").limit(3)
# case order-3 ordered
out = orders.orderBy(["category", "id"], ascending=[True, False]).select("id")
# case distinct-1
out = orders.select("category").distinct()
# case distinct-2
out = orders.dropDuplicates(["category"]).select("category")
# case union-1
out = orders.select("id").union(orders.select("quantity"))
# case union-2
out = orders.select("id", "category").unionByName(customers.select(F.col("name").alias("category")), allowMissingColumns=True)
# case set-1
out = orders.select("category").intersect(orders.filter("id < 3").select("category"))
# case set-2
out = orders.select("category").subtract(orders.filter("id < 3").select("category"))
# case set-3
out = orders.select("category").exceptAll(orders.filter("id < 3").select("category"))
# case na-1
out = orders.na.fill({"customer": "nobody", "quantity": 0}).select("customer", "quantity")
# case na-2
out = orders.fillna(0).select("quantity", "customer")
# case na-3
out = orders.dropna(subset=["quantity"]).select("id")
# case na-4
out = orders.na.drop(how="all").count()
# case na-5
out = orders.na.replace("books", "paper", subset=["category"]).select("category").distinct()
# case na-6
out = orders.replace({"books": "paper", "games": "play"}, subset="category").select("id", "category")
# case na-7
out = orders.replace([1, 2], [10, 20], ["id"]).select("id")
# case actions-1
out = orders.count()
# case actions-2
out = [r["id"] for r in orders.orderBy("id").collect()]
# case actions-3
out = orders.orderBy("id").first().asDict()
# case actions-4
out = [list(r) for r in orders.orderBy("id").take(2)]
# case actions-5
out = orders.orderBy("id").head()["category"]
# case actions-6
out = orders.columns
# case actions-7
out = orders.dtypes
# case actions-8
out = orders.schema.simpleString()
# case actions-9
out = orders.isEmpty()
# case actions-10
out = sorted(orders.toJSON().collect())[:2]
# case actions-11
out = [r.id for r in orders.orderBy("id").toLocalIterator()]
# case actions-12
out = orders.schema.json()
# case stats-1
out = orders.describe("price", "category")
# case stats-2
out = orders.select("price", "quantity").summary("count", "min", "max", "50%")
# case stats-3
out = orders.approxQuantile("price", [0.0, 0.5, 1.0], 0.0)
# case stats-4
out = orders.stat.crosstab("category", "customer")
# case stats-5
out = round(orders.stat.corr("price", "id"), 6)
# case stats-6
out = round(orders.cov("price", "id"), 6)
# case stats-7
out = sum(f.count() for f in orders.randomSplit([0.5, 0.5], seed=1))
# case stats-8
out = orders.sample(fraction=1.0, seed=3).count()
# case reshape-1
out = orders.unpivot("id", ["price", "quantity"], "what", "value").filter("id < 3")
# case reshape-2
out = orders.melt(["id"], ["price"], "k", "v").filter("id = 1")
# case reshape-3
out = orders.select("id", F.explode(F.array(F.lit(1), F.lit(2))).alias("n")).filter("id = 1")
# case reshape-4
out = orders.select(F.struct("id", "category").alias("s")).select("s.id", F.col("s.category"), F.col("s")["id"].alias("i")).filter("id < 3")
# case reshape-5
out = orders.toDF("a", "b", "c", "d", "e", "f").select("a", "c")
# case reshape-6
out = orders.transform(lambda d: d.filter("id = 1")).select("id")
# case temp-1
orders.createOrReplaceTempView("v_orders")
out = spark.sql("SELECT category, count(*) AS n FROM v_orders GROUP BY category")
# case temp-2
out = spark.table("orders").filter(F.col("id") == 1).select("category")
# case temp-3
out = spark.sql("SELECT * FROM orders WHERE id = :id", args={"id": 2}).select("id", "category")
# case temp-4
out = spark.sql("SELECT id FROM {df} WHERE id > {low}", df=orders, low=4)
# case temp-5
orders.createOrReplaceTempView("v2")
out = (spark.catalog.tableExists("v2"), spark.catalog.dropTempView("v2"), spark.catalog.tableExists("v2"))
# case range-1
out = spark.range(3, 9, 2)
# case create-1
out = spark.createDataFrame([Row(a=1, b="x"), Row(a=2, b=None)])
# case create-2
out = spark.createDataFrame([{"a": 1, "b": 2.5}, {"a": None, "b": 1.0}])
# case create-3
out = spark.createDataFrame([(1, [1, 2], {"k": "v"}, (1, "s"))], "id INT, a ARRAY<INT>, m MAP<STRING,STRING>, s STRUCT<x:INT,y:STRING>")
# case create-4
schema = StructType([StructField("id", LongType(), False), StructField("at", TimestampType()), StructField("d", DecimalType(5, 2)), StructField("b", BinaryType()), StructField("f", FloatType()), StructField("ok", BooleanType())])
out = spark.createDataFrame([(1, dt.datetime(2024, 1, 2, 3, 4, 5), Decimal("1.50"), bytearray(b"ab"), 1.5, True)], schema)
# case create-5
out = spark.createDataFrame([1, 2, 3], "int")
# case create-6
out = spark.createDataFrame([], "a INT, b STRING")
# case create-7
out = spark.createDataFrame([("x", dt.date(2024, 1, 1), None)], "a STRING, b DATE, c DOUBLE").dtypes
# case udf-1
@F.udf("string")
def shout(s):
    return None if s is None else s.upper() + "!"
out = orders.select("id", shout("category").alias("s"))
# case udf-2
plus = F.udf(lambda a, b: (a or 0) + (b or 0), IntegerType())
out = orders.withColumn("n", plus(F.col("id"), F.col("quantity"))).select("id", "n")
# case udf-3
twice = spark.udf.register("twice", lambda n: n * 2, "int")
out = orders.filter("id < 4").select("id", twice("id").alias("t"))
# case udf-4
@F.udf(returnType=ArrayType(StringType()))
def letters(s):
    return list(s)
out = orders.filter("id = 1").select(F.explode(letters("category")).alias("l"))
# case udf-5
@F.udf(StructType([StructField("a", IntegerType()), StructField("b", StringType())]))
def pair(n):
    return (n, str(n))
out = orders.filter("id < 3").select(pair("id").alias("p")).select("p.a", "p.b")
# case udf-6
even = F.udf(lambda n: n % 2 == 0, BooleanType())
out = orders.filter(even("id")).select("id")
# case udf-7
up = F.udf(lambda s: s.upper() if s else s)
out = orders.groupBy(up("category").alias("c")).agg(F.count("*").alias("n"))
# case udf-8
price = F.udf(lambda p, q: None if q is None else p * q, "double")
out = orders.agg(F.round(F.sum(price("price", "quantity")), 2).alias("s"))
# case udf-9
bad = F.udf(lambda n: 1 // 0, "int")
try:
    orders.select(bad("id")).collect()
    out = "no error"
except Exception as e:
    out = "ZeroDivisionError" in str(e)
# case dates-1
out = orders.select("id", F.date_format("day", "yyyy-MM"), F.date_add("day", 3), F.datediff(F.lit("2024-03-01").cast("date"), "day"), F.trunc("day", "month"))
# case dates-2
out = spark.createDataFrame([("2024-01-02 03:04:05",)], ["t"]).select(F.to_timestamp("t"), F.to_date("t", "yyyy-MM-dd HH:mm:ss"), F.hour(F.to_timestamp("t")), F.unix_timestamp("t"))
# case dates-3
out = orders.select(F.months_between(F.lit("2024-06-30"), "day").alias("m"), F.dayofweek("day"), F.last_day("day"), F.add_months("day", 1))
# case strings-1
out = orders.select(F.concat("category", F.lit("-"), "id"), F.concat_ws("/", "customer", "category"), F.substring("category", 1, 2), F.split("category", "o"))
# case strings-2
out = orders.select(F.regexp_replace("category", "o+", "0"), F.regexp_extract("category", "(b)(o+)", 2), F.lpad("category", 7, "*"), F.trim(F.lit("  x ")), F.initcap("category"))
# case strings-3
out = orders.select(F.col("category").startswith("b"), F.col("category").contains("oo"), F.col("category").substr(1, 3), F.instr("category", "o"), F.translate("category", "bo", "xy"))
# case arrays-1
out = spark.createDataFrame([(1, [3, 1, 2])], ["id", "a"]).select(F.size("a"), F.array_contains("a", 2), F.sort_array("a"), F.element_at("a", 1), F.col("a")[0], F.transform("a", lambda x: x * 2), F.filter("a", lambda x: x > 1), F.aggregate("a", F.lit(0).cast("bigint"), lambda acc, x: acc + x))
# case arrays-2
out = spark.createDataFrame([(1, {"k": 1, "j": 2})], ["id", "m"]).select(F.sort_array(F.map_keys("m")), F.col("m")["k"], F.element_at("m", "j"), F.size("m"))
# case arrays-3
out = spark.createDataFrame([(1, [3, 1])], ["id", "a"]).select("id", F.posexplode("a"))
# case arrays-4
out = spark.createDataFrame([(1, '{"a": 1, "b": "x"}')], ["id", "j"]).select(F.from_json("j", "a INT, b STRING").alias("s")).select("s.*")
# case arrays-5
out = orders.select(F.to_json(F.struct("id", "category"))).limit(1)
# case when-1
out = orders.select("id", F.when(F.col("price") < 10, "low").when(F.col("price") < 30, "mid").otherwise("high").alias("band"), F.when(F.col("id") == 1, 1).alias("one"))
# case when-2
out = orders.select(F.coalesce("customer", F.lit("?")), F.greatest("id", "quantity"), F.expr("nullif(id, 1)"), F.col("price").between(10, 30).alias("b"))
# case names-1
out = orders.select(F.sum("price"), F.avg(F.col("price") + 1), F.count(F.lit(1)), F.max("id").cast("string"))
# case names-2
out = orders.select(-F.col("id"), F.col("id") % 2, F.col("price") ** 2, F.col("id").cast("double"), F.col("id").isNull(), ~F.col("id").isNull(), F.col("id") == 1)
# case names-3
out = orders.select(F.when(F.col("id") > 1, "a").otherwise("b"), F.col("id").isin(1, 2), F.col("category").like("b%"), F.lit(None), F.lit(True), F.lit(2.5))
# case names-4
out = orders.groupBy("category").agg(F.min(F.struct("price", "id")).alias("m")).select("category", "m.id")
# case write-1
orders.filter("id < 3").write.mode("overwrite").saveAsTable("w1")
orders.filter("id = 3").write.mode("append").saveAsTable("w1")
out = spark.table("w1").select("id")
# case write-2
orders.limit(1).write.mode("overwrite").saveAsTable("w2")
try:
    orders.write.saveAsTable("w2")
    out = "written"
except Exception as e:
    out = "TABLE_OR_VIEW_ALREADY_EXISTS" in str(e)
# case write-3
orders.filter("id < 3").select("id", "category").write.mode("overwrite").saveAsTable("w3")
spark.createDataFrame([(9, "new")], "id INT, category STRING").write.insertInto("w3")
out = spark.table("w3")
# case write-4
orders.select("id").write.mode("overwrite").saveAsTable("w4")
orders.select("id", "price").write.mode("overwrite").option("overwriteSchema", "true").saveAsTable("w4")
out = spark.table("w4").columns
# case write-5
orders.filter("id < 3").select("id").write.mode("overwrite").saveAsTable("w5")
orders.filter("id = 3").select("id", "price").write.mode("append").option("mergeSchema", "true").saveAsTable("w5")
out = spark.table("w5")
# case write-6
orders.select("id", "category").writeTo("w6").createOrReplace()
orders.filter("id = 1").select("id", "category").writeTo("w6").append()
out = spark.table("w6").count()
# case delta-1
from delta.tables import DeltaTable
orders.select("id", "price").write.mode("overwrite").saveAsTable("d1")
t = DeltaTable.forName(spark, "d1")
updates = spark.createDataFrame([(1, 100.0), (7, 7.0)], "id INT, price DOUBLE")
t.alias("t").merge(updates.alias("s"), "t.id = s.id").whenMatchedUpdate(set={"price": "s.price"}).whenNotMatchedInsertAll().execute()
out = t.toDF()
# case delta-2
from delta.tables import DeltaTable
orders.select("id", "price").write.mode("overwrite").saveAsTable("d2")
t = DeltaTable.forName(spark, "d2")
t.delete("id > 4")
t.update(condition=F.col("id") == 1, set={"price": F.col("price") * 2})
out = spark.table("d2")
# case delta-3
from delta.tables import DeltaTable
orders.select("id", "price").write.mode("overwrite").saveAsTable("d3")
src = spark.createDataFrame([(1, 0.0), (2, 5.0)], "id INT, price DOUBLE")
(DeltaTable.forName(spark, "d3").alias("t").merge(src.alias("s"), "t.id = s.id")
    .whenMatchedDelete(condition="s.price = 0")
    .whenMatchedUpdateAll()
    .whenNotMatchedBySourceDelete("t.id > 5")
    .execute())
out = spark.table("d3")
# case errors-1
from pyspark.sql.utils import AnalysisException
try:
    orders.select("nothing")
    out = "no error"
except AnalysisException as e:
    out = "UNRESOLVED_COLUMN" in str(e)
# case errors-2
try:
    spark.table("no_such_table").count()
    out = "no error"
except Exception as e:
    out = type(e).__name__, "TABLE_OR_VIEW_NOT_FOUND" in str(e)
# case errors-3
try:
    spark.sql("SELECT 1/0").collect()
    out = "no error"
except Exception as e:
    out = "DIVIDE_BY_ZERO" in str(e)
# case misc-1
out = orders.select([F.count(F.when(F.col(c).isNull(), c)).alias(c) for c in orders.columns])
# case misc-2
out = orders.withColumn("m", F.create_map(F.lit("a"), F.col("id"))).select("m").filter("id = 1")
# case misc-4
out = orders.select(F.md5("category").alias("m"), F.sha2("category", 256).alias("s")).filter("id = 1")
# case misc-5
out = orders.repartition(4, "category").coalesce(1).cache().count()
# case misc-6
out = orders.filter(F.col("id").between(2, 4)).orderBy("id").tail(1)[0]["id"]
# case misc-7
out = orders.select(orders.colRegex("`.*i.*`")).columns
# case misc-8
out = orders.select(F.expr("CASE WHEN id = 1 THEN 'one' ELSE 'more' END AS w")).distinct()
# case misc-9
from functools import reduce
out = reduce(lambda a, b: a.union(b), [orders.select("id"), orders.select("id"), orders.select("id")]).count()
# case misc-10
out = orders.groupBy("category").agg(F.expr("count_if(price > 10)").alias("n"), F.max_by("id", "price").alias("top"))
# case misc-11
out = orders.select(F.bround("price"), F.format_number("price", 1), F.ceil("price"), F.floor(F.col("price")), F.abs(-F.col("id")), F.sqrt("id"), F.pow("id", 2), F.signum("price"))
# case udf-10
twice = F.udf(lambda n: None if n is None else n * 2, "int")
out = orders.select("id", twice(twice("quantity")).alias("q"), twice("id"))
# case udf-11
wrong = F.udf(lambda n: "text", "int")
text = F.udf(lambda n: n * 1.5)
out = orders.filter("id < 3").select(wrong("id").alias("w"), text("id").alias("t"))
# case udf-12
join_up = F.udf(lambda a: "-".join(a), "string")
out = spark.createDataFrame([(1, ["a", "b"]), (2, None), (3, [])], "id INT, a ARRAY<STRING>").filter("a IS NOT NULL").select("id", join_up("a").alias("j"))
# case udf-13
when_day = F.udf(lambda d: None if d is None else d.year * 100 + d.month, "int")
out = orders.withColumn("ym", when_day(orders.day)).groupBy("ym").agg(F.sum("price").alias("s"))
# case udf-14
p = F.udf(lambda s: s.upper() if s else "?", "string")
out = orders.withColumn("c", p("customer")).filter(F.col("c") != "?").orderBy("id").select("c")
# case files-1
import os, tempfile
place = tempfile.mkdtemp() + "/out"
orders.select("id", "customer", "category", "price").write.mode("overwrite").option("header", True).csv("file:" + place)
part = sorted(name for name in os.listdir(place) if name.startswith("part-"))[0]
out = open(place + "/" + part).read().splitlines()
# case files-2
import os, tempfile, json as j
place = tempfile.mkdtemp() + "/out"
orders.select("id", "customer", "day").write.json("file:" + place)
part = sorted(name for name in os.listdir(place) if name.startswith("part-"))[0]
out = sorted(open(place + "/" + part).read().splitlines())
