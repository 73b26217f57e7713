const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);
const each = (prefix: string, names: string): string[] => words(names).map((n) => prefix + n);

const GENERAL = `any_value approx_top_k approx_top_k_accumulate approx_top_k_combine approx_top_k_estimate bigint binary bitmap_and_agg boolean cast
  cloud_files_state collate collation collations count_min_sketch cube current_metastore current_recipient date decimal double event_log
  every explode explode_outer float from_avro from_protobuf from_xml get_warmup_state grouping histogram_numeric hll_sketch_agg
  hll_sketch_estimate hll_union hll_union_agg http_request inline inline_outer input_file_block_length input_file_block_start input_file_name int
  is_account_group_member is_member java_method kll_merge_agg_bigint kll_merge_agg_double kll_merge_agg_float kll_sketch_agg_bigint
  kll_sketch_agg_double kll_sketch_agg_float kll_sketch_get_n_bigint kll_sketch_get_n_double kll_sketch_get_n_float
  kll_sketch_get_quantile_bigint kll_sketch_get_quantile_double kll_sketch_get_quantile_float kll_sketch_get_rank_bigint
  kll_sketch_get_rank_double kll_sketch_get_rank_float kll_sketch_merge_bigint kll_sketch_merge_double kll_sketch_merge_float
  kll_sketch_to_string_bigint kll_sketch_to_string_double kll_sketch_to_string_float list_secrets make_interval
  monotonically_increasing_id parse_xml posexplode posexplode_outer quote query_watermark range read_files read_kafka read_kinesis read_pubsub
  read_pulsar read_state_metadata read_statestore reflect remote_query rollup schema_of_avro schema_of_json_agg schema_of_xml secret
  session_window smallint spark_partition_id sql_keywords stack string synonym table_changes theta_difference theta_intersection
  theta_intersection_agg theta_sketch_agg theta_sketch_estimate theta_union theta_union_agg time timestamp tinyint to_avro to_protobuf to_time
  to_xml try_make_interval try_reflect try_secret try_to_time vector_norm vector_search version window_time
  current_time make_time hour minute second time_diff time_trunc vector_cosine_similarity vector_inner_product vector_l2_distance
  tuple_difference_double tuple_sketch_agg_double tuple_sketch_agg_integer measure agg 
  bitmap_and_agg ngrams context_ngrams every some to_geometry to_geography try_to_geometry try_to_geography`;

const AI = `analyze_sentiment classify decide detect_anomalies enrich extract fix_grammar forecast gen generate_text mask parse_document
  predict_class predict_value prep_search query search similarity summarize top_drivers transcribe translate`;

const H3 = `boundaryasgeojson boundaryaswkb boundaryaswkt centerasgeojson centeraswkb centeraswkt compact coverash3 coverash3string distance
  h3tostring hexring ischildof ispentagon isvalid kring kringdistances latlongash3 latlongash3string longlatash3 longlatash3string maxchild minchild
  pointash3 pointash3string polyfillash3 polyfillash3string resolution stringtoh3 tessellateaswkb toparent tochildren try_coverash3
  try_coverash3string try_distance try_polyfillash3 try_polyfillash3string try_tessellateaswkb try_validate uncompact validate`;

const ST = `addpoint area asbinary asewkb asewkt asgeojson astext aswkb aswkt azimuth boundary buffer centroid closestpoint collect concavehull contains
  convexhull coveredby covers crosses difference dimension disjoint distance distancesphere distancespheroid dump dwithin endpoint envelope envelope_agg
  equals estimatesrid exteriorring flipcoordinates force2d geogarea geogfromgeojson geogfromtext geogfromwkb geogfromwkt geoglength geogperimeter
  geohash geometryn geometrytype geomfromewkb geomfromewkt geomfromgeohash geomfromgeojson geomfromtext geomfromwkb geomfromwkt interiorringn
  intersection intersects isempty isvalid isclosed isring issimple length linefrommultipoint m makeline makepolygon makevalid maxdistance multi ndims
  npoints numgeometries numinteriorrings numpoints overlaps perimeter point pointfromgeohash pointn pointonsurface polygon removepoint reverse rotate
  scale setpoint setsrid simplify srid startpoint symdifference touches transform translate union union_agg within x xmax xmin y ymax ymin z zmax zmin
  try_geogfromgeojson try_geogfromtext try_geogfromwkb try_geogfromwkt try_geomfromewkb try_geomfromgeojson try_geomfromtext try_geomfromwkb
  try_geomfromwkt`;

/** Built-in functions of Databricks SQL that the registry does not hold: they are refused by name, not as unknown. */
export const databricksNames: ReadonlySet<string> = new Set([
  ...words(GENERAL),
  ...each("ai_", AI),
  ...each("h3_", H3),
  ...each("st_", ST),
  ...each("xpath", "_boolean _double _float _int _long _number _short _string"),
  "xpath",
]);
