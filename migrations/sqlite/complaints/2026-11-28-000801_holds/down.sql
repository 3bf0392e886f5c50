DROP TABLE filing_hold;
