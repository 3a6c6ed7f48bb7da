ALTER TABLE `document` ADD `name_sort` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `document` ADD `name_search` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `document_names` ON `document` (`collection_id`,`deleted_at`,`name_sort`,`id`,`name_search`);--> statement-breakpoint
CREATE INDEX `document_dates` ON `document` (`collection_id`,`deleted_at`,`created_at`,`name_sort`,`id`);--> statement-breakpoint
CREATE INDEX `document_figures` ON `document` (`collection_id`,`deleted_at`,`status`,`text_ready`,`size`,`pages_total`,`chunks_total`,`unreadable_pages`,`warnings`,`name_sort`,`id`);