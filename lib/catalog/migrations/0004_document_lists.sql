ALTER TABLE `document` ADD `name_sort` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `document` ADD `name_search` text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX `document_names` ON `document` (`collection_id`,`name_sort`,`id`,`name_search`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `document_dates` ON `document` (`collection_id`,`created_at`,`name_sort`,`id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX `document_figures` ON `document` (`collection_id`,`status`,`text_ready`,`size`,`pages_total`,`chunks_total`,`unreadable_pages`,`warnings`,`name_sort`,`id`) WHERE deleted_at is null;