ALTER TABLE `page` ADD `label` text;--> statement-breakpoint
ALTER TABLE `page` ADD `details` text;