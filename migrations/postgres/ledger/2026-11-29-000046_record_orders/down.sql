DROP TABLE record_order;
DROP FUNCTION record_order_kept();
