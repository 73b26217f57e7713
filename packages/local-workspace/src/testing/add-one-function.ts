/** The body of a request that makes a small SQL function. */
export const addOneFunction = (catalog_name: string, schema_name: string, name: string) => ({
  function_info: {
    name,
    catalog_name,
    schema_name,
    input_params: {
      parameters: [{ name: "x", type_text: "int", type_name: "INT", position: 0, parameter_default: "1" }],
    },
    data_type: "INT",
    full_data_type: "int",
    routine_body: "SQL",
    routine_definition: "RETURN x + 1",
    is_deterministic: true,
    is_null_call: true,
    parameter_style: "S",
    security_type: "DEFINER",
    specific_name: name,
    sql_data_access: "CONTAINS_SQL",
    comment: "Adds one",
  },
});
