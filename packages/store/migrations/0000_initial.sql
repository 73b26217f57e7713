-- The runner (src/migrate.ts) creates the schema "lakehand" where it is missing.
CREATE TABLE "lakehand"."conversations" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"project_id" varchar(50) NOT NULL,
	"title" varchar(255) DEFAULT 'New Conversation' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"session_id" varchar(100),
	"cluster_id" varchar(100),
	"default_catalog" varchar(255),
	"default_schema" varchar(255),
	"warehouse_id" varchar(100),
	"workspace_folder" varchar(500)
);
--> statement-breakpoint
CREATE TABLE "lakehand"."execution_events" (
	"execution_id" varchar(50) NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"type" varchar(50) NOT NULL,
	"payload" jsonb NOT NULL,
	CONSTRAINT "execution_events_pkey" PRIMARY KEY("execution_id","seq")
);
--> statement-breakpoint
CREATE TABLE "lakehand"."executions" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"project_id" varchar(50) NOT NULL,
	"status" varchar(20) NOT NULL,
	"error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."messages" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"execution_id" varchar(50),
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "lakehand"."messages_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"role" varchar(20) NOT NULL,
	"content" text NOT NULL,
	"timestamp" timestamp with time zone DEFAULT now() NOT NULL,
	"is_error" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."projects" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"name" varchar(255) NOT NULL,
	"user_email" varchar(255) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."result_pages" (
	"result_id" varchar(50) NOT NULL,
	"first_row" bigint NOT NULL,
	"row_count" integer NOT NULL,
	"rows" jsonb NOT NULL,
	CONSTRAINT "result_pages_pkey" PRIMARY KEY("result_id","first_row")
);
--> statement-breakpoint
CREATE TABLE "lakehand"."results" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"execution_id" varchar(50) NOT NULL,
	"columns" jsonb NOT NULL,
	"total_rows" bigint DEFAULT 0 NOT NULL,
	"kept_rows" bigint DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "lakehand"."conversations" ADD CONSTRAINT "conversations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."execution_events" ADD CONSTRAINT "execution_events_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD CONSTRAINT "executions_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD CONSTRAINT "executions_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."messages" ADD CONSTRAINT "messages_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."messages" ADD CONSTRAINT "messages_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."result_pages" ADD CONSTRAINT "result_pages_result_id_results_id_fk" FOREIGN KEY ("result_id") REFERENCES "lakehand"."results"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."results" ADD CONSTRAINT "results_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conversations_by_project" ON "lakehand"."conversations" USING btree ("project_id","updated_at");--> statement-breakpoint
CREATE INDEX "executions_by_conversation" ON "lakehand"."executions" USING btree ("conversation_id","created_at");--> statement-breakpoint
CREATE INDEX "executions_by_project" ON "lakehand"."executions" USING btree ("project_id");--> statement-breakpoint
CREATE UNIQUE INDEX "executions_one_running" ON "lakehand"."executions" USING btree ("conversation_id") WHERE "lakehand"."executions"."status" = 'running';--> statement-breakpoint
CREATE INDEX "messages_by_conversation" ON "lakehand"."messages" USING btree ("conversation_id","position");--> statement-breakpoint
CREATE INDEX "messages_by_execution" ON "lakehand"."messages" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "projects_by_user" ON "lakehand"."projects" USING btree ("user_email","created_at");--> statement-breakpoint
CREATE INDEX "results_by_execution" ON "lakehand"."results" USING btree ("execution_id");