ALTER TABLE `page` ADD `label` text;--> statement-breakpoint
ALTER TABLE `page` ADD `width` real;--> statement-breakpoint
ALTER TABLE `page` ADD `height` real;--> statement-breakpoint
ALTER TABLE `page` ADD `how` text;--> statement-breakpoint
ALTER TABLE `page` ADD `words` blob;--> statement-breakpoint
ALTER TABLE `page` ADD `blocks` text;--> statement-breakpoint
ALTER TABLE `page` ADD `warnings` text;