CREATE TABLE "lakehand"."blobs" (
	"hash" varchar(64) PRIMARY KEY NOT NULL,
	"size" bigint NOT NULL,
	"encoding" varchar(10) NOT NULL,
	"data" "bytea" NOT NULL,
	"used_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."snapshots" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "lakehand"."snapshots_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_id" varchar(50) NOT NULL,
	"conversation_id" varchar(50),
	"execution_id" varchar(50),
	"kind" varchar(10) NOT NULL,
	"tree" varchar(64) NOT NULL,
	"files" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."transcript_entries" (
	"position" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "lakehand"."transcript_entries_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project_key" varchar(500) NOT NULL,
	"session_id" varchar(100) NOT NULL,
	"subpath" varchar(500) DEFAULT '' NOT NULL,
	"uuid" varchar(100),
	"entry" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."approvals" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"execution_id" varchar(50) NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"project_id" varchar(50) NOT NULL,
	"request" jsonb NOT NULL,
	"state" varchar(20) DEFAULT 'pending' NOT NULL,
	"answer" jsonb,
	"answered_by" varchar(255),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lakehand"."budgets" (
	"scope" varchar(300) PRIMARY KEY NOT NULL,
	"conversation_id" varchar(50),
	"project_id" varchar(50),
	"soft_usd" double precision,
	"hard_usd" double precision
);
--> statement-breakpoint
CREATE TABLE "lakehand"."idempotency_keys" (
	"user_email" varchar(255) NOT NULL,
	"key" varchar(255) NOT NULL,
	"request_hash" varchar(100) NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"execution_id" varchar(50),
	"claimed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("user_email","key")
);
--> statement-breakpoint
CREATE TABLE "lakehand"."inputs" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"text" text NOT NULL,
	"position" double precision NOT NULL,
	"steer" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"gone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "lakehand"."operations" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"user_email" varchar(255) NOT NULL,
	"project_id" varchar(50) NOT NULL,
	"conversation_id" varchar(50) NOT NULL,
	"execution_id" varchar(50) NOT NULL,
	"tool_use_id" varchar(255),
	"tool_name" varchar(255) NOT NULL,
	"title" text NOT NULL,
	"input" jsonb NOT NULL,
	"status" varchar(20) DEFAULT 'running' NOT NULL,
	"message" text,
	"done" double precision,
	"total" double precision,
	"result" text,
	"handles" jsonb NOT NULL,
	"details" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"told" boolean DEFAULT false NOT NULL,
	"lease_owner" varchar(100) NOT NULL,
	"lease_until" timestamp with time zone DEFAULT now() NOT NULL,
	"cancel_requested_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "lakehand"."rules" (
	"id" varchar(50) PRIMARY KEY NOT NULL,
	"project_id" varchar(50) NOT NULL,
	"conversation_id" varchar(50),
	"tool_name" varchar(255) NOT NULL,
	"consequence" varchar(30) NOT NULL,
	"decision" varchar(10) NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
DROP INDEX "lakehand"."executions_one_running";--> statement-breakpoint
ALTER TABLE "lakehand"."conversations" ADD COLUMN "session_at" varchar(100);--> statement-breakpoint
ALTER TABLE "lakehand"."conversations" ADD COLUMN "mode" varchar(20) DEFAULT 'ask' NOT NULL;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "user_email" varchar(255);--> statement-breakpoint
UPDATE "lakehand"."executions" e SET "user_email" = p."user_email" FROM "lakehand"."projects" p WHERE p."id" = e."project_id";--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ALTER COLUMN "user_email" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "kind" varchar(20) DEFAULT 'message' NOT NULL;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "lease_owner" varchar(100);--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "lease_epoch" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "lease_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "stop_requested_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "session_id" varchar(100);--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "leaf_uuid" varchar(100);--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "rewound_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lakehand"."executions" ADD COLUMN "copied_from" varchar(50);--> statement-breakpoint
-- Whoever ran these is gone: their lease has lapsed.
UPDATE "lakehand"."executions" SET "lease_owner" = 'before leases', "lease_until" = now() - interval '1 hour' WHERE "status" = 'running';--> statement-breakpoint
-- Blobs are compressed when they come.
ALTER TABLE "lakehand"."blobs" ALTER COLUMN "data" SET STORAGE EXTERNAL;--> statement-breakpoint
ALTER TABLE "lakehand"."messages" ADD COLUMN "rewound_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "lakehand"."snapshots" ADD CONSTRAINT "snapshots_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."snapshots" ADD CONSTRAINT "snapshots_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."snapshots" ADD CONSTRAINT "snapshots_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."approvals" ADD CONSTRAINT "approvals_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."approvals" ADD CONSTRAINT "approvals_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."approvals" ADD CONSTRAINT "approvals_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."budgets" ADD CONSTRAINT "budgets_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."budgets" ADD CONSTRAINT "budgets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."inputs" ADD CONSTRAINT "inputs_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."operations" ADD CONSTRAINT "operations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."operations" ADD CONSTRAINT "operations_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."operations" ADD CONSTRAINT "operations_execution_id_executions_id_fk" FOREIGN KEY ("execution_id") REFERENCES "lakehand"."executions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."rules" ADD CONSTRAINT "rules_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "lakehand"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "lakehand"."rules" ADD CONSTRAINT "rules_conversation_id_conversations_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "lakehand"."conversations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "blobs_by_use" ON "lakehand"."blobs" USING btree ("used_at");--> statement-breakpoint
CREATE INDEX "snapshots_by_project" ON "lakehand"."snapshots" USING btree ("project_id","created_at","position");--> statement-breakpoint
CREATE INDEX "snapshots_by_conversation" ON "lakehand"."snapshots" USING btree ("conversation_id","position");--> statement-breakpoint
CREATE INDEX "snapshots_by_execution" ON "lakehand"."snapshots" USING btree ("execution_id","kind");--> statement-breakpoint
CREATE INDEX "transcript_entries_in_order" ON "lakehand"."transcript_entries" USING btree ("project_key","session_id","subpath","position");--> statement-breakpoint
CREATE UNIQUE INDEX "transcript_entries_once" ON "lakehand"."transcript_entries" USING btree ("project_key","session_id","subpath","uuid") WHERE "lakehand"."transcript_entries"."uuid" is not null;--> statement-breakpoint
CREATE INDEX "approvals_by_execution" ON "lakehand"."approvals" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "approvals_by_conversation" ON "lakehand"."approvals" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "approvals_by_project" ON "lakehand"."approvals" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "approvals_pending" ON "lakehand"."approvals" USING btree ("conversation_id","created_at") WHERE "lakehand"."approvals"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "budgets_by_conversation" ON "lakehand"."budgets" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "budgets_by_project" ON "lakehand"."budgets" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_by_age" ON "lakehand"."idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "inputs_by_conversation" ON "lakehand"."inputs" USING btree ("conversation_id","position") WHERE "lakehand"."inputs"."gone_at" is null;--> statement-breakpoint
CREATE INDEX "inputs_gone" ON "lakehand"."inputs" USING btree ("gone_at") WHERE "lakehand"."inputs"."gone_at" is not null;--> statement-breakpoint
CREATE INDEX "operations_by_user" ON "lakehand"."operations" USING btree ("user_email","created_at");--> statement-breakpoint
CREATE INDEX "operations_by_conversation" ON "lakehand"."operations" USING btree ("conversation_id","created_at");--> statement-breakpoint
CREATE INDEX "operations_by_execution" ON "lakehand"."operations" USING btree ("execution_id");--> statement-breakpoint
CREATE INDEX "operations_by_project" ON "lakehand"."operations" USING btree ("project_id");--> statement-breakpoint
CREATE INDEX "operations_held" ON "lakehand"."operations" USING btree ("lease_until") WHERE "lakehand"."operations"."status" = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "rules_once" ON "lakehand"."rules" USING btree ("project_id",coalesce("conversation_id", ''),"tool_name","consequence");--> statement-breakpoint
CREATE INDEX "rules_by_conversation" ON "lakehand"."rules" USING btree ("conversation_id");--> statement-breakpoint
CREATE INDEX "execution_events_usage" ON "lakehand"."execution_events" USING btree ("execution_id","type","seq") WHERE "lakehand"."execution_events"."type" in ('result', 'usage');--> statement-breakpoint
CREATE INDEX "executions_by_user" ON "lakehand"."executions" USING btree ("user_email");--> statement-breakpoint
CREATE UNIQUE INDEX "executions_one_open" ON "lakehand"."executions" USING btree ("conversation_id") WHERE "lakehand"."executions"."status" in ('queued', 'running', 'requires_action');--> statement-breakpoint
CREATE INDEX "executions_held" ON "lakehand"."executions" USING btree ("lease_until") WHERE "lakehand"."executions"."status" in ('running', 'requires_action');--> statement-breakpoint
CREATE INDEX "executions_queued" ON "lakehand"."executions" USING btree ("created_at") WHERE "lakehand"."executions"."status" = 'queued';--> statement-breakpoint
-- Ends the statement it is called in, and undoes it, with an error that the store knows by its code.
CREATE FUNCTION "lakehand"."refuse"("sqlstate_code" text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = sqlstate_code, MESSAGE = 'refused';
END $$;--> statement-breakpoint
-- Whether this process and this user may hold one more run. Until the transaction ends nobody else is told yes;
-- a statement inside a function sees what was committed while it waited for that lock.
CREATE FUNCTION "lakehand"."has_room"("held_by" text, "of_user" text, "server_limit" integer, "user_limit" integer) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(5250114205);
	RETURN (SELECT count(*) < server_limit FROM lakehand.executions e WHERE e.status = 'running' AND e.lease_owner = held_by)
		AND (SELECT count(*) < user_limit FROM lakehand.executions e WHERE e.status = 'running' AND e.user_email = of_user);
END $$;--> statement-breakpoint
-- Gives the next queued run to this process: of the user with the fewest running ones, then the oldest.
CREATE FUNCTION "lakehand"."claim_queued"("new_owner" text, "lease_ms" double precision, "server_limit" integer, "user_limit" integer) RETURNS SETOF "lakehand"."executions" LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	claimed text;
BEGIN
	PERFORM pg_advisory_xact_lock(5250114205);
	IF (SELECT count(*) >= server_limit FROM lakehand.executions e WHERE e.status = 'running' AND e.lease_owner = new_owner) THEN
		RETURN;
	END IF;
	SELECT q.id INTO claimed
	FROM lakehand.executions q
	CROSS JOIN LATERAL (
		SELECT count(*) AS running FROM lakehand.executions e WHERE e.status = 'running' AND e.user_email = q.user_email
	) of_user
	WHERE q.status = 'queued' AND of_user.running < user_limit
	ORDER BY of_user.running, q.created_at, q.id
	LIMIT 1
	FOR UPDATE OF q SKIP LOCKED;
	IF claimed IS NULL THEN
		RETURN;
	END IF;
	RETURN QUERY
		UPDATE lakehand.executions e
		SET status = 'running', lease_owner = new_owner, lease_epoch = e.lease_epoch + 1,
			lease_until = clock_timestamp() + lease_ms * interval '1 millisecond', updated_at = clock_timestamp()
		WHERE e.id = claimed AND e.status = 'queued'
		RETURNING e.*;
END $$;
