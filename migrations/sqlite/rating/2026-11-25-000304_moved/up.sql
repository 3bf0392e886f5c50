-- What a mass event moved when it was released, from which class to which.
ALTER TABLE hold ADD COLUMN moved TEXT;
