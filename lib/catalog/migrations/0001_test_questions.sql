CREATE TABLE `test_question` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`answer_id` text NOT NULL,
	`question` text NOT NULL,
	`document_name` text,
	`page` integer,
	`quote` text,
	`unanswerable` integer NOT NULL,
	`created_at` integer DEFAULT (unixepoch('subsec') * 1000) NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `test_question_answer` ON `test_question` (`user_id`,`answer_id`);