/**
 * Functions so common that asking the workspace whether the user made one of that name would be waste. A name that
 * is missing here costs one request, no more.
 */
export const builtinFunctions: ReadonlySet<string> = new Set(
  (
    "abs add_months aggregate any_value approx_count_distinct array array_agg array_contains array_distinct array_join " +
    "array_size avg bool_and bool_or bround cast ceil ceiling char_length coalesce collect_list collect_set concat " +
    "concat_ws contains corr count count_if cume_dist current_catalog current_date current_schema current_timestamp " +
    "current_user date date_add date_diff date_format date_sub date_trunc dateadd datediff day dayofmonth dayofweek " +
    "dayofyear decode dense_rank div double element_at endswith every exists exp explode explode_outer extract filter " +
    "first first_value floor format_number from_json from_unixtime get_json_object greatest grouping hash hex hour if " +
    "ifnull initcap int isnotnull isnull json_tuple kurtosis lag last last_day last_value lcase lead least left length " +
    "like ln locate log log10 log2 lower lpad ltrim make_date make_timestamp map map_keys map_values max max_by md5 mean " +
    "median min min_by minute mod mode month months_between named_struct next_day now nth_value ntile nullif nvl nvl2 " +
    "over partition percent_rank percentile percentile_approx pi pmod posexplode position pow power quarter rand randn range " +
    "rank regexp_extract regexp_extract_all regexp_like regexp_replace repeat replace reverse right round row_number rpad " +
    "rtrim second sequence sha1 sha2 shuffle sign size skewness slice sort_array split sqrt stack startswith std stddev " +
    "stddev_pop stddev_samp string struct substr substring sum table timestamp to_date to_json to_timestamp transform trim " +
    "trunc try_add try_cast try_divide typeof ucase unix_timestamp upper uuid values var_pop var_samp variance weekday " +
    "weekofyear window year in and or not on as by when then else select from where using join values decimal varchar " +
    "char into table exists order group union all distinct with insert set key references tblproperties options"
  ).split(" "),
);
