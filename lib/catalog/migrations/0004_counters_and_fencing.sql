CREATE TABLE `counter` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
INSERT INTO `counter` (`name`, `value`) SELECT 'revision', coalesce(max(`revision`), 0) FROM `document`;
--> statement-breakpoint
CREATE TABLE `deletion` (
	`document_id` text PRIMARY KEY NOT NULL,
	`collection_id` text NOT NULL,
	`revision` integer NOT NULL,
	`purged_at` integer DEFAULT (unixepoch('subsec') * 1000) NOT NULL
);
--> statement-breakpoint
CREATE INDEX `deletion_revision` ON `deletion` (`revision`);--> statement-breakpoint
ALTER TABLE `job` ADD `lease_token` integer;--> statement-breakpoint
CREATE INDEX `job_lease_token` ON `job` (`lease_token`);