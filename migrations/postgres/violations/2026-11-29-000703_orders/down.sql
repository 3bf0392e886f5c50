DROP TABLE display_order;
DROP FUNCTION display_order_kept();
