DROP TABLE display_order;
