-- Listings walk the invocations from the newest on, whatever they filter by, so this index was written and never read.
DROP INDEX invocation_by_service;
