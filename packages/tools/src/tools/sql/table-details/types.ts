export type StatLevel = "NONE" | "SIMPLE" | "DETAILED";

export interface ColumnDetails {
  name: string;
  data_type: string;
  comment?: string;
  /** Up to 3 values, each cut at 15 characters. */
  samples?: string[];
  /** Approximate number of different values. */
  cardinality?: number;
  unique_count?: number;
  null_count?: number;
  total_count?: number;
  min?: string | number;
  max?: string | number;
  avg?: number;
  mean?: number;
  stddev?: number;
  q1?: number;
  median?: number;
  q3?: number;
  min_date?: string;
  max_date?: string;
  /** Rows for each value, most frequent first, for columns with few values. */
  value_counts?: Record<string, number>;
  histogram?: { bin_center: number; count: number }[];
}

export interface TableDetails {
  name: string;
  comment?: string;
  ddl?: string;
  total_rows?: number;
  sample_data?: Record<string, string | null>[];
  column_details?: Record<string, ColumnDetails>;
  error?: string;
}
