DROP INDEX record_case;
