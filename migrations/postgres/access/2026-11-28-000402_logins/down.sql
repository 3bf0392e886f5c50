DROP TABLE login;
