/** Built-in functions of Databricks SQL that the registry does not hold: they are refused by name, not as unknown. */
export const databricksNames: ReadonlySet<string> = new Set(
  `aes_decrypt aes_encrypt ai_analyze_sentiment ai_classify ai_extract ai_fix_grammar ai_forecast ai_gen ai_generate_text ai_mask
  ai_parse_document ai_query ai_similarity ai_summarize ai_translate any_value approx_top_k array_size bigint binary bitmap_bit_position bitmap_bucket_number
  bitmap_construct_agg bitmap_count bitmap_or_agg bitmap_and_agg boolean bround cast char charindex cloud_files_state collate collation collations
  count_min_sketch crc32 cube current_metastore current_recipient current_version date decimal decode double event_log every explode explode_outer
  float from_avro from_csv from_protobuf from_xml get_warmup_state grouping h3_boundaryasgeojson h3_boundaryaswkt h3_centeraswkt h3_coverash3
  h3_distance h3_h3tostring h3_hexring h3_ischildof h3_ispentagon h3_isvalid h3_kring h3_latlongash3 h3_latlongash3string h3_longlatash3
  h3_longlatash3string h3_maxchild h3_minchild h3_pointash3 h3_polyfillash3 h3_resolution h3_stringtoh3 h3_toparent h3_uncompact h3_compact
  hash hll_sketch_agg hll_sketch_estimate hll_union hll_union_agg histogram_numeric http_request inline inline_outer input_file_block_length
  input_file_block_start input_file_name int java_method json_tuple kll_sketch_agg_bigint list_secrets make_dt_interval make_interval
  make_ym_interval make_valid_utf8 monotonically_increasing_id ngrams parse_xml posexplode posexplode_outer query_watermark rand randn random randstr range
  read_files read_kafka read_kinesis read_pubsub read_pulsar read_state_metadata read_statestore reflect schema_of_csv schema_of_json
  schema_of_json_agg schema_of_variant schema_of_variant_agg schema_of_xml secret sentences session_window shuffle smallint spark_partition_id
  sql_keywords stack st_area st_asbinary st_asgeojson st_astext st_buffer st_centroid st_contains st_distance st_geogfromtext st_geomfromtext
  st_geomfromwkb st_geomfromwkt st_intersects st_length st_point st_within st_x st_y string string_agg synonym table_changes tinyint to_avro to_binary
  to_char to_csv to_geography to_geometry to_number to_protobuf to_varchar to_variant_object to_xml try_aes_decrypt try_secret try_to_binary
  try_to_number try_reflect try_validate_utf8 try_variant_get uniform validate_utf8 variant_explode variant_explode_outer vector_search version window window_time
  xpath xpath_boolean xpath_double xpath_float xpath_int xpath_long xpath_number xpath_short xpath_string xxhash64 zeroifnull`.split(
    /\s+/,
  ),
);
