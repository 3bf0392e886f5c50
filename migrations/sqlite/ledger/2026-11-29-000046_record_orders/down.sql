DROP TABLE record_order;
