CREATE TABLE `comparison` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`question` text NOT NULL,
	`left_name` text NOT NULL,
	`right_name` text NOT NULL,
	`left_answer` text NOT NULL,
	`right_answer` text NOT NULL,
	`earlier` integer DEFAULT false NOT NULL,
	`preference` text,
	`created_at` integer DEFAULT (unixepoch('subsec') * 1000) NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `comparison_user` ON `comparison` (`user_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `meter_day` (
	`day` text NOT NULL,
	`collection_id` text NOT NULL,
	`user_id` text NOT NULL,
	`answers` integer DEFAULT 0 NOT NULL,
	`prompt_tokens` integer DEFAULT 0 NOT NULL,
	`thought_tokens` integer DEFAULT 0 NOT NULL,
	`text_tokens` integer DEFAULT 0 NOT NULL,
	`milliseconds` integer DEFAULT 0 NOT NULL,
	`measured_watt_hours` real DEFAULT 0 NOT NULL,
	`estimated_watt_hours` real DEFAULT 0 NOT NULL,
	PRIMARY KEY(`day`, `collection_id`, `user_id`),
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
