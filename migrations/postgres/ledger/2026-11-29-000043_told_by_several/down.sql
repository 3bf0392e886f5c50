-- Whoever reads them finds nothing in those of which contents do not contradict each other at one place.
SELECT 1;
