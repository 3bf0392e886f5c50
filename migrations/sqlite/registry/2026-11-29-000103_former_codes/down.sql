DROP INDEX identifier_former;
